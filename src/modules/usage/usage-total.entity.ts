import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Aggregation } from '../../domain/pricing/usage.js';

/** What the records of a price come to in one period, and what of it stands on invoices. */
@Entity('usage_totals')
export class UsageTotal {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  itemId: bigint;

  @Column('bigint')
  priceId: bigint;

  @Column('timestamptz')
  periodStart: Date;

  @Column('timestamptz')
  periodEnd: Date;

  @Column('text')
  aggregation: Aggregation;

  @Column('bigint')
  quantity: bigint;

  @Column('bigint')
  records: bigint;

  @Column('timestamptz')
  lastUsedAt: Date;

  @Column('bigint', { default: 0 })
  billedQuantity: bigint;

  /** Fewer than `records`: something waits for an invoice. */
  @Column('bigint', { default: 0 })
  billedRecords: bigint;

  /** By a threshold, while its period was running: the period's own invoice has yet to come. */
  @Column('boolean', { default: false })
  billedAhead: boolean;

  /** When the clock looks whether a threshold is reached; null when it need not. */
  @Column('timestamptz', { nullable: true })
  lookAt: Date | null;
}
