import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { IntervalUnit } from '../../domain/calendar/interval.js';
import type { SubscriptionState } from '../../domain/subscription/subscription-states.js';

/** A customer's standing order. `status` changes only in SubscriptionLifecycle. */
@Entity('subscriptions')
export class Subscription {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  status: SubscriptionState;

  @Column('text')
  currency: string;

  @Column('text')
  intervalUnit: IntervalUnit;

  @Column('integer')
  intervalCount: number;

  @Column('date')
  anchorDate: string;

  @Column('integer')
  anchorDay: number;

  @Column('time')
  anchorTime: string;

  @Column('text')
  timeZone: string;

  /** The period that begins at the anchor. More than 0 once counting began anew, or after a stub. */
  @Column('integer', { default: 0 })
  anchorIndex: number;

  /** Where the shorter period before the anchor begins, if there is one. */
  @Column('timestamptz', { nullable: true })
  stubStart: Date | null;

  @Column('text', { nullable: true })
  stubPolicy: 'prorated' | 'full' | null;

  /** The period that is billed next, counted from the anchor. */
  @Column('integer')
  nextPeriodIndex: number;

  /** When the clock has to look at this subscription; null when it need not. */
  @Column('timestamptz', { nullable: true })
  nextBillAt: Date | null;

  /** The first period that is not billed any more: the subscription ends where it would begin. */
  @Column('integer', { nullable: true })
  endIndex: number | null;

  /** Until this period begins, the customer is bound and cannot cancel. */
  @Column('integer', { nullable: true })
  committedIndex: number | null;

  /** When the first scheduled change takes effect. No period that begins then or later is billed before it. */
  @Column('timestamptz', { nullable: true })
  nextChangeAt: Date | null;

  /** Periods that were over by then are billed late without asking, if the plan bills them at all. */
  @Column('timestamptz', { nullable: true })
  catchUpUntil: Date | null;

  /** Since when it is paused on purpose; null when dunning paused it. */
  @Column('timestamptz', { nullable: true })
  pausedAt: Date | null;

  @Column('text', { nullable: true })
  pauseAccess: 'keep' | 'remove' | null;

  @Column('timestamptz', { nullable: true })
  currentPeriodStart: Date | null;

  @Column('timestamptz', { nullable: true })
  currentPeriodEnd: Date | null;

  /** Of the current period if it was skipped. Any other start is of one before, and says nothing any more. */
  @Column('timestamptz', { nullable: true })
  skippedPeriodStart: Date | null;

  /** The last period before a skipped one that is owed, if there is any; see `owedPeriod`. */
  @Column('timestamptz', { nullable: true })
  owedPeriodStart: Date | null;

  @Column('timestamptz', { nullable: true })
  owedPeriodEnd: Date | null;

  /** The rest of a period, by its beginning, that the anchor it was told by does not tell any more. */
  @Column('timestamptz', { nullable: true })
  formerStubStart: Date | null;

  /** Where the whole period begins of which it is the rest. */
  @Column('timestamptz', { nullable: true })
  formerStubOf: Date | null;

  /** Fees that are paid afterwards are owed from here on: what was before its cancel was billed with that. */
  @Column('timestamptz', { nullable: true })
  feesOwedFrom: Date | null;

  @Column('integer', { default: 0 })
  trialDays: number;

  @Column('timestamptz', { nullable: true })
  trialEnd: Date | null;

  /** What the end of a trial means when there is no card to charge. */
  @Column('text', { default: 'cancel' })
  withoutCard: 'cancel' | 'pause' | 'charge';

  @Column('boolean', { default: false })
  cancelAtPeriodEnd: boolean;

  /** A cancel that waits for a charge in flight. */
  @Column('timestamptz', { nullable: true })
  cancelRequestedAt: Date | null;

  @Column('text', { nullable: true })
  cancelReason: string | null;

  @Column('timestamptz', { nullable: true })
  canceledAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  pastDueSince: Date | null;

  @Column('timestamptz', { nullable: true })
  graceUntil: Date | null;

  /** When it came back after its collection had been given up: periods that were over by then are not owed. */
  @Column('timestamptz', { nullable: true })
  resumedAt: Date | null;

  @Column('bigint', { nullable: true })
  cardId: bigint | null;

  @Column('text', { nullable: true })
  returnUrl: string | null;

  /** Set with its first usage, so that billing the others need not look for any. */
  @Column('boolean', { default: false })
  hasUsage: boolean;

  /** When all that was used and is not billed costs so much, it is billed before its period ends. */
  @Column('bigint', { nullable: true })
  usageThresholdMinor: bigint | null;

  /** When what it still owes after its end is to be billed; null when that is done. */
  @Column('timestamptz', { nullable: true })
  finalBillAt: Date | null;

  /** Coupons in force. Counted here, so that renewing a subscription without any does not look for them. */
  @Column('integer', { default: 0 })
  discountCount: number;

  /** Lines that wait for its next invoice; counted for the same reason. */
  @Column('integer', { default: 0 })
  pendingLineCount: number;

  /** How long its invoices are drafts; null: as its plans say, or the merchant. */
  @Column('integer', { nullable: true })
  invoiceReviewHours: number | null;

  @Column('integer', { default: 0 })
  billingFailures: number;

  @Column('timestamptz', { nullable: true })
  quarantinedAt: Date | null;

  @Column('text', { nullable: true })
  quarantineReason: string | null;

  /** When it is told again that it is in quarantine. */
  @Column('timestamptz', { nullable: true })
  remindAt: Date | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  @Column('jsonb', { default: {} })
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
