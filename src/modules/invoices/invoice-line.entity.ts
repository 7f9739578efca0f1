import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { LineKind } from '../../domain/invoice/priced-line.js';
import type { LineInputs } from '../../domain/invoice/line-inputs.js';

/** A coupon's part of a line, as stored. */
export interface StoredDiscount {
  coupon: string;
  name: string;
  /** Absent where its coupon had none. */
  name_ar?: string;
  percent_millionths: string | null;
  /** What it is worth over a whole invoice, when it is no percentage. */
  off_minor: string | null;
  amount_minor: string;
}

/** A rate's part of a line, as stored. */
export interface StoredTax {
  rate: string;
  name: string;
  percent_millionths: string;
  inclusive: boolean;
  amount_minor: string;
}

@Entity('invoice_lines')
export class InvoiceLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  invoiceId: bigint;

  @Column('integer')
  position: number;

  @Column('text', { default: 'recurring' })
  kind: LineKind;

  /** Null for a line without a price. */
  @Column('bigint', { nullable: true })
  priceId: bigint | null;

  @Column('text')
  description: string;

  /** The Arabic name that its plan had when the line was made; null: the description is for both languages. */
  @Column('text', { nullable: true })
  nameAr: string | null;

  @Column('bigint')
  quantity: bigint;

  /** Null when there is no single price of a unit. */
  @Column('bigint', { nullable: true })
  unitAmountMinor: bigint | null;

  /** Before discount and tax; below zero for a credit. */
  @Column('bigint')
  amountMinor: bigint;

  /** Whether coupons take something off it; null on lines of the first releases, which never change. */
  @Column('boolean', { nullable: true })
  discountable: boolean | null;

  @Column('bigint', { default: 0 })
  discountMinor: bigint;

  /** On top of the price. */
  @Column('bigint', { default: 0 })
  taxAddedMinor: bigint;

  /** Contained in the price. */
  @Column('bigint', { default: 0 })
  taxIncludedMinor: bigint;

  @Column('jsonb', { default: [] })
  discounts: StoredDiscount[];

  @Column('jsonb', { default: [] })
  taxes: StoredTax[];

  /** Of what is paid for; null on lines of the first release, which are for the invoice's period. */
  @Column('timestamptz', { nullable: true })
  serviceStart: Date | null;

  @Column('timestamptz', { nullable: true })
  serviceEnd: Date | null;

  /** Of the request that added it to a draft. */
  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** What the computation read, so that the amount can be explained without today's prices. */
  @Column('jsonb')
  explanation: LineInputs;
}

/** What a line comes to, tax and all. */
export function lineTotal(
  line: Pick<InvoiceLine, 'amountMinor' | 'discountMinor' | 'taxAddedMinor'>,
): bigint {
  return line.amountMinor - line.discountMinor + line.taxAddedMinor;
}

export function lineTax(line: Pick<InvoiceLine, 'taxAddedMinor' | 'taxIncludedMinor'>): bigint {
  return line.taxAddedMinor + line.taxIncludedMinor;
}
