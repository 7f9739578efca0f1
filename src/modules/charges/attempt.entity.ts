import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { DeclineClass, Trouble } from '../../gateway/payment-gateway.js';

/** One try at an invoice's money. What it says of amount, card and agreement is fixed when it is written. */
@Entity('attempts')
export class Attempt {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  chargeId: bigint;

  @Column('bigint')
  invoiceId: bigint;

  /** Null, as the agreement, for what a customer pays by link for an invoice of no subscription. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  @Column('integer')
  n: number;

  /** cit: the customer pays on a hosted page; mit: we charge the saved card. */
  @Column('text')
  kind: 'cit' | 'mit';

  @Column('text')
  status: AttemptState;

  /** The invoice had been paid already: this money goes back. */
  @Column('boolean', { default: false })
  surplus: boolean;

  @Column('text')
  orderNo: string;

  @Column('text', { nullable: true })
  sessionId: string | null;

  /** Another one that a message about it named: a place to look if Ottu does not know that. */
  @Column('text', { nullable: true })
  toldSessionId: string | null;

  @Column('text', { nullable: true })
  checkoutUrl: string | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('bigint', { nullable: true })
  cardId: bigint | null;

  @Column('text')
  pgCode: string;

  @Column('bigint', { nullable: true })
  agreementId: bigint | null;

  /** The worker that holds the attempt, under a lease that the database's clock measures. */
  @Column('uuid')
  owner: string;

  @Column('integer', { default: 1 })
  epoch: number;

  @Column('timestamptz')
  leaseUntil: Date;

  @Column('timestamptz')
  preparedAt: Date;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;

  /** When a recovery wrote it into books that had forgotten it; when it was sent nobody knows any more. */
  @Column('timestamptz', { nullable: true })
  adoptedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  fencedAt: Date | null;

  /** When the bank was found to hold the money for it. */
  @Column('timestamptz', { nullable: true })
  authorizedAt: Date | null;

  /** Until when the bank is taken to hold it. */
  @Column('timestamptz', { nullable: true })
  holdUntil: Date | null;

  /** When the merchant was told that it ends. */
  @Column('timestamptz', { nullable: true })
  holdWarnedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  /** When it was first known to have moved nothing; kept, also where its money came late. */
  @Column('timestamptz', { nullable: true })
  unpaidAt: Date | null;

  /** When the platform is asked about it next. */
  @Column('timestamptz', { nullable: true })
  nextCheckAt: Date | null;

  @Column('integer', { default: 0 })
  checks: number;

  /** How often in a row asking about it ended in an error that nobody foresaw. */
  @Column('integer', { default: 0 })
  checkFailures: number;

  @Column('integer', { default: 0 })
  inquiries: number;

  @Column('timestamptz', { nullable: true })
  lastInquiryAt: Date | null;

  @Column('text', { nullable: true })
  declineClass: DeclineClass | null;

  @Column('text', { nullable: true })
  declineCode: string | null;

  @Column('text', { nullable: true })
  declineMessage: string | null;

  /** The reason could not be read, or has no meaning that we know. */
  @Column('boolean', { default: false })
  declineNotUnderstood: boolean;

  /** Mastercard's merchant advice code. */
  @Column('text', { nullable: true })
  declineAdvice: string | null;

  @Column('jsonb', { nullable: true })
  trouble: Trouble | null;

  /** What a look said that cannot be. A person's when it is seen again: one answer may have been altered on its way. */
  @Column('text', { nullable: true })
  contradiction: string | null;

  @Column('text', { nullable: true })
  referenceNumber: string | null;

  /** In which the payer's card was charged, where an answer told it. */
  @Column('text', { nullable: true })
  payerCurrency: string | null;

  @Column('text', { nullable: true })
  settledBy: 'answer' | 'look' | 'inquiry' | 'human' | null;
}
