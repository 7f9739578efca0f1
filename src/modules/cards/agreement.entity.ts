import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { AgreementFrequency } from '../../domain/calendar/interval.js';

export type AgreementStatus = 'pending' | 'active' | 'ended';

/** The customer's standing consent at Ottu: one per subscription, bound to one card once it is active. */
@Entity('agreements')
export class Agreement {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  /** Also the agreement's id at Ottu. */
  @Column('text')
  publicId: string;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  customerId: bigint;

  @Column('bigint', { nullable: true })
  cardId: bigint | null;

  @Column('text')
  status: AgreementStatus;

  @Column('text')
  frequency: AgreementFrequency;

  /** Least days between two payments. */
  @Column('integer')
  cycleIntervalDays: number;

  @Column('integer')
  totalCycles: number;

  @Column('integer')
  cyclesUsed: number;

  /** Local dates, YYYY-MM-DD. */
  @Column('date')
  startDate: string;

  @Column('date')
  expiryDate: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
