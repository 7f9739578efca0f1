import type { StoredProration } from './stored-proration.js';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A line that a person added to the next invoice of a subscription. Used once, or removed before. */
@Entity('pending_lines')
export class PendingLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('text')
  description: string;

  @Column('bigint')
  quantity: bigint;

  /** Below zero for a credit. */
  @Column('bigint')
  unitAmountMinor: bigint;

  @Column('text')
  currency: string;

  @Column('boolean')
  discountable: boolean;

  /** Of a change, as it was computed; null for one that a person wrote. */
  @Column('jsonb', { nullable: true })
  proration: StoredProration | null;

  @Column('bigint', { nullable: true })
  priceId: bigint | null;

  /** Of a credit: the line that it gives back of. */
  @Column('text', { nullable: true })
  originalLine: string | null;

  /** That it went into. */
  @Column('bigint', { nullable: true })
  invoiceId: bigint | null;

  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;

  @Column('text')
  idempotencyKey: string;

  @Column('timestamptz')
  createdAt: Date;
}
