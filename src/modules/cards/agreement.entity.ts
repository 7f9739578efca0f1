import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { AgreementFrequency } from '../../domain/calendar/interval.js';

export type AgreementStatus = 'pending' | 'active' | 'ended';

/**
 * The customer's standing consent at Ottu, bound to one card once it is active. One is in force per
 * subscription; what was consented never changes, so a new consent is a new row beside it.
 */
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

  /** Whether every payment must be `amountMinor`, or may differ. In the subscription's currency, as is the limit. */
  @Column('text', { default: 'variable' })
  amountVariability: 'fixed' | 'variable';

  @Column('bigint', { nullable: true })
  amountMinor: bigint | null;

  /** The most that one cycle may take; null when nothing was agreed about it. */
  @Column('bigint', { nullable: true })
  maxAmountMinor: bigint | null;

  /** When it is next looked whether the customer must consent again, or give another card. */
  @Column('timestamptz', { nullable: true })
  reviewAt: Date | null;

  /** For what the customer was asked already: each cause is told once. */
  @Column('text', { array: true, default: '{}' })
  told: string[];

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
