import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { ChargeState } from '../../domain/charge/charge-states.js';
import type { DunningMails, RetryTimes } from '../../domain/dunning/ladder.js';

/** A dunning ladder as stored: instants as text. Everything that happens on it stands here, so that no change of a policy moves it. */
export interface StoredLadder {
  retries: string[];
  graceUntil: string;
  finalAt: string;
  finalAction: 'cancel' | 'unpaid' | 'pause';
  /** By which policy it was planned; null for the built-in one. */
  policyId?: string | null;
  policyVersion: number;
  /** Why each retry is when it is, and what had no room; for people. */
  reasons?: string[];
  dropped?: string[];
  noticeAt?: string | null;
  lastRetryBefore?: string;
  times?: RetryTimes | null;
  mails?: DunningMails;
}

/** The collecting of one invoice. `status` changes only in ChargeLifecycle. */
@Entity('charges')
export class Charge {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  invoiceId: bigint;

  /** Null when it is collected by link alone, for an invoice of no subscription. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  status: ChargeState;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('integer', { default: 0 })
  attemptsMade: number;

  /** Steps of the dunning ladder that were used up. */
  @Column('integer', { default: 0 })
  retriesUsed: number;

  @Column('integer', { default: 0 })
  rejections: number;

  @Column('text', { nullable: true })
  nextAction: 'attempt' | 'final' | null;

  @Column('timestamptz', { nullable: true })
  nextActionAt: Date | null;

  @Column('text', { nullable: true })
  nextActionReason: string | null;

  @Column('timestamptz', { nullable: true })
  firstDeclinedAt: Date | null;

  @Column('jsonb', { nullable: true })
  ladder: StoredLadder | null;

  /** When its customer gave a card that was not tried for it since: that is tried as soon as it may be. */
  @Column('timestamptz', { nullable: true })
  cardGivenAt: Date | null;

  /** When the customer is told of the last step to come; null when there is nothing to tell. */
  @Column('timestamptz', { nullable: true })
  nextMailAt: Date | null;

  /** Since when it waits for a person, and when that is told again; null when it does not. */
  @Column('timestamptz', { nullable: true })
  caseSince: Date | null;

  @Column('timestamptz', { nullable: true })
  remindAt: Date | null;

  /** When a person last let it go on who had been told that it cannot. */
  @Column('timestamptz', { nullable: true })
  releasedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  succeededAt: Date | null;

  @Column('integer', { default: 0 })
  processingFailures: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
