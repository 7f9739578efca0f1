import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { InvoiceState } from '../../domain/invoice/invoice-states.js';

/** What is owed for one period. `status` changes only in InvoiceLifecycle; the lines never. */
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

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  customerId: bigint;

  @Column('integer')
  periodIndex: number;

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

  @Column('bigint')
  totalMinor: bigint;

  /** Taken out of the customer's balance when it was issued; the card is charged for the rest. */
  @Column('bigint', { default: 0 })
  balanceAppliedMinor: bigint;

  @Column('bigint', { default: 0 })
  amountPaidMinor: bigint;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finalizedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  paidAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}

/** What is to be collected for it in all: nothing when the balance paid it. */
export function amountToCollect(invoice: Pick<Invoice, 'totalMinor' | 'balanceAppliedMinor'>): bigint {
  return invoice.totalMinor - invoice.balanceAppliedMinor;
}
