import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { IntervalUnit } from '../../domain/calendar/interval.js';

/** Amount and interval never change: customers agreed to them. A trigger refuses the attempt. */
@Entity('prices')
export class Price {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  planId: bigint;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('text')
  intervalUnit: IntervalUnit;

  @Column('integer')
  intervalCount: number;

  @Column('text', { nullable: true })
  nickname: string | null;

  /** An inactive price takes no new subscriptions; those it has go on. */
  @Column('boolean')
  active: boolean;

  @Column('jsonb')
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;
}
