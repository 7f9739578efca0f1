import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const BALANCE_ENTRY_KINDS = [
  'adjustment',
  'surplus',
  'applied',
  'settled',
  'returned',
  'invoice_credit',
  'credit_note',
] as const;
export type BalanceEntryKind = (typeof BALANCE_ENTRY_KINDS)[number];

/** One movement of a customer's balance, and why. Written once, never changed. */
@Entity('customer_balance_entries')
export class BalanceEntry {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  currency: string;

  @Column('text')
  kind: BalanceEntryKind;

  /** Below zero when the customer has less afterwards. */
  @Column('bigint')
  amountMinor: bigint;

  @Column('bigint')
  balanceAfterMinor: bigint;

  /** That it paid for, or that gave back what it took. */
  @Column('bigint', { nullable: true })
  invoiceId: bigint | null;

  /** The surplus payment that it keeps. */
  @Column('bigint', { nullable: true })
  attemptId: bigint | null;

  /** That gave it. */
  @Column('bigint', { nullable: true })
  creditNoteId: bigint | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Who adjusted it. */
  @Column('bigint', { nullable: true })
  apiKeyId: bigint | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  @Column('timestamptz')
  occurredAt: Date;
}
