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

  /** The period that is billed next, counted from the anchor. */
  @Column('integer')
  nextPeriodIndex: number;

  /** When the clock has to look at this subscription; null when it need not. */
  @Column('timestamptz', { nullable: true })
  nextBillAt: Date | null;

  @Column('timestamptz', { nullable: true })
  currentPeriodStart: Date | null;

  @Column('timestamptz', { nullable: true })
  currentPeriodEnd: Date | null;

  @Column('integer', { default: 0 })
  trialDays: number;

  @Column('timestamptz', { nullable: true })
  trialEnd: Date | null;

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

  /** Coupons in force. Counted here, so that renewing a subscription without any does not look for them. */
  @Column('integer', { default: 0 })
  discountCount: number;

  /** Lines that wait for its next invoice; counted for the same reason. */
  @Column('integer', { default: 0 })
  pendingLineCount: number;

  @Column('integer', { default: 0 })
  billingFailures: number;

  @Column('timestamptz', { nullable: true })
  quarantinedAt: Date | null;

  @Column('text', { nullable: true })
  quarantineReason: string | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  @Column('jsonb', { default: {} })
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
