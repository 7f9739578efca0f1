import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const CREDIT_DESTINATIONS = ['open_amount', 'card', 'balance'] as const;
/** Where the money of a credit note goes. */
export type CreditDestination = (typeof CREDIT_DESTINATIONS)[number];

/** A correction of a final invoice. Written once, never changed. */
@Entity('credit_notes')
export class CreditNote {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** Gapless in its series, like those of invoices. */
  @Column('text')
  number: string;

  @Column('bigint')
  invoiceId: bigint;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  destination: CreditDestination;

  @Column('text')
  currency: string;

  /** Tax and all. */
  @Column('bigint')
  amountMinor: bigint;

  @Column('bigint')
  taxMinor: bigint;

  /** The payment that it gives back of. */
  @Column('bigint', { nullable: true })
  attemptId: bigint | null;

  /** What it puts into the balance out of the payment; the rest of it the balance had paid itself. */
  @Column('bigint', { default: 0 })
  ofPaymentMinor: bigint;

  /** Of one to the card. */
  @Column('bigint', { nullable: true })
  refundId: bigint | null;

  @Column('text')
  reason: string;

  @Column('bigint')
  apiKeyId: bigint;

  @Column('text')
  idempotencyKey: string;

  @Column('timestamptz')
  issuedAt: Date;
}
