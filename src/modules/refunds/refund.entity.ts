import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { RefundState } from '../../domain/refund/refund-states.js';
import type { Trouble } from '../../gateway/payment-gateway.js';

/** person: asked for by the API; surplus: by the engine itself; platform: made there, and found. */
export type RefundOrigin = 'person' | 'surplus' | 'platform';

/**
 * refund: gives back a payment; capture, void: takes what a bank holds, or lets it go. They are asked for, sent and
 * found out about in the same way.
 */
export type RefundKind = 'refund' | 'capture' | 'void';

/** Giving back a payment or a part of it, or deciding on one that is only held. `status` changes only in RefundLifecycle. */
@Entity('refunds')
export class Refund {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text', { default: 'refund' })
  kind: RefundKind;

  /** Also the tracking key at Ottu, under which a repeat is answered with what became of the first. */
  @Column('text')
  publicId: string;

  /** The payment. */
  @Column('bigint')
  attemptId: bigint;

  @Column('bigint')
  chargeId: bigint;

  @Column('bigint')
  invoiceId: bigint;

  /** Null for an invoice of no subscription. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  origin: RefundOrigin;

  @Column('text')
  status: RefundState;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('bigint', { nullable: true })
  apiKeyId: bigint | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** Who agreed, where two persons were asked for. */
  @Column('text', { nullable: true })
  approvedBy: string | null;

  @Column('bigint', { nullable: true })
  approvalKeyId: bigint | null;

  /** The worker that holds it, under a lease that the database's clock measures. */
  @Column('uuid')
  owner: string;

  @Column('integer', { default: 1 })
  epoch: number;

  @Column('timestamptz')
  leaseUntil: Date;

  @Column('timestamptz')
  requestedAt: Date;

  @Column('timestamptz', { nullable: true })
  firstSentAt: Date | null;

  /** The last time; a repeat waits from here. */
  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;

  @Column('integer', { default: 0 })
  sends: number;

  /** How often the platform would not even take the request. */
  @Column('integer', { default: 0 })
  refusals: number;

  @Column('timestamptz', { nullable: true })
  queuedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  /** When it is sent, or asked about. */
  @Column('timestamptz', { nullable: true })
  nextActionAt: Date | null;

  @Column('integer', { default: 0 })
  looks: number;

  /** Since when its payment cannot be looked at, while nothing of it was sent; and when that was told last. */
  @Column('timestamptz', { nullable: true })
  unseenSince: Date | null;

  @Column('timestamptz', { nullable: true })
  unseenToldAt: Date | null;

  /** What the platform calls it. */
  @Column('text', { nullable: true })
  childId: string | null;

  @Column('text', { nullable: true })
  referenceNumber: string | null;

  @Column('jsonb', { nullable: true })
  trouble: Trouble | null;

  /** Why it is as it is, where that is not plain: a refusal, what a person waits for. */
  @Column('text', { nullable: true })
  statusReason: string | null;

  @Column('text', { nullable: true })
  settledBy: 'answer' | 'look' | 'human' | null;
}
