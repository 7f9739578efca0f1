import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { InvoiceState } from '../../domain/invoice/invoice-states.js';

export const INVOICE_KINDS = ['recurring', 'one_off', 'change', 'usage_threshold'] as const;
/**
 * recurring: of a period; one_off: made by hand, or the last one; change: of a change within a period;
 * usage_threshold: of usage that was billed before its period was over.
 */
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** Who bought, as it stood when the invoice became final. */
export interface InvoiceBuyer {
  name: string | null;
  email: string | null;
  phone: string | null;
  tax_number: string | null;
  /** Absent on invoices of before customers had one. */
  address?: string | null;
}

export const INVOICE_COLLECTIONS = ['send_invoice', 'charge_automatically'] as const;
export type InvoiceCollection = (typeof INVOICE_COLLECTIONS)[number];

/** What a draft was made with. Minor units and ids as text: jsonb would make floats of numbers. */
export interface DraftBasis {
  /** In the order in which they apply; counted as used when the draft was made. */
  discounts: {
    coupon: string;
    name: string;
    name_ar?: string;
    percent_millionths: string | null;
    off_minor: string | null;
    prices: readonly string[] | null;
  }[];
  /** Totals of usage that stand on it: what was billed of each before, and with it. */
  usage: { id: string; quantity: string; records: string; billed_records: string }[];
  /** Items that were paid once by it. */
  once: string[];
  /** Lines that had waited for it, and where they stand on it. */
  pending: { id: string; position: number }[];
}

/** What is owed for one period, or for something besides. `status` changes only in InvoiceLifecycle; the lines never. */
@Entity('invoices')
export class Invoice {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** Follows finalization in a step of its own, so that no counter is locked while invoices are computed. */
  @Column('text', { nullable: true })
  number: string | null;

  /** Null for one that was made by hand for a customer. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  /** Written by the database as the invoice becomes final, and by nobody else; null of a draft. */
  @Column({ type: 'jsonb', nullable: true, insert: false, update: false })
  buyer: InvoiceBuyer | null;

  @Column('text', { default: 'recurring' })
  kind: InvoiceKind;

  /** Null unless it is of a period. */
  @Column('integer', { nullable: true })
  periodIndex: number | null;

  @Column('timestamptz')
  periodStart: Date;

  @Column('timestamptz')
  periodEnd: Date;

  @Column('text')
  status: InvoiceState;

  @Column('text')
  currency: string;

  @Column('bigint')
  subtotalMinor: bigint;

  /** What coupons took off. */
  @Column('bigint', { default: 0 })
  discountTotalMinor: bigint;

  /** All tax, also what prices contained. */
  @Column('bigint', { default: 0 })
  taxTotalMinor: bigint;

  @Column('bigint')
  totalMinor: bigint;

  /** What credits left over, which went to the customer's balance; then nothing is owed. */
  @Column('bigint', { default: 0 })
  creditToBalanceMinor: bigint;

  /** Taken out of the customer's balance when it was issued; the card is charged for the rest. */
  @Column('bigint', { default: 0 })
  balanceAppliedMinor: bigint;

  /** What credit notes took off what was open. */
  @Column('bigint', { default: 0 })
  creditedMinor: bigint;

  /** What all its credit notes come to, also those that gave back what was paid. */
  @Column('bigint', { default: 0 })
  creditNotesMinor: bigint;

  /** The tax within them. */
  @Column('bigint', { default: 0 })
  creditNotesTaxMinor: bigint;

  @Column('bigint', { default: 0 })
  amountPaidMinor: bigint;

  @Column('timestamptz')
  createdAt: Date;

  /** How one that was made by hand is collected: its customer is sent a link, or the subscription's card is charged. */
  @Column('text', { nullable: true })
  collection: InvoiceCollection | null;

  /** Until when one that was made by hand is to be paid. Nothing follows but that it is told. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { nullable: true })
  overdueAt: Date | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** When the clock finalizes a draft; null for one that waits for a person, and for what is final. */
  @Column('timestamptz', { nullable: true })
  finalizeAt: Date | null;

  /** What a draft rests on and has used up, until it is finalized or given back. */
  @Column('jsonb', { nullable: true })
  draftBasis: DraftBasis | null;

  @Column('timestamptz', { nullable: true })
  finalizedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  paidAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}

/** What its order numbers are made of, with the subscription: recomputed when rows were lost. */
export function collectionKey({ periodIndex, publicId }: Pick<Invoice, 'periodIndex' | 'publicId'>) {
  return periodIndex ?? publicId;
}

/** Made by a person, and never dunned: what cannot be charged is left to the customer. */
export function isByHand({ collection }: Pick<Invoice, 'collection'>): boolean {
  return collection !== null;
}

/** What is to be collected for it in all: nothing when the balance paid it. */
export function amountToCollect(
  invoice: Pick<Invoice, 'totalMinor' | 'balanceAppliedMinor' | 'creditedMinor'>,
): bigint {
  return invoice.totalMinor - invoice.balanceAppliedMinor - invoice.creditedMinor;
}
