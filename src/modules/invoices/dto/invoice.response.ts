import { ApiProperty } from '@nestjs/swagger';
import { INVOICE_STATES } from '../../../domain/invoice/invoice-states.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { amountToCollect, INVOICE_COLLECTIONS, INVOICE_KINDS } from '../invoice.entity.js';
import type { InvoiceView } from '../use-cases/read-invoices.js';
import { InvoiceLineResponse, presentLine } from './invoice-line.response.js';
import { OutsidePaymentResponse, presentOutsidePayment } from './outside-payment.response.js';

export class InvoiceResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'INV-2027-000001',
    description: 'Follows a moment after finalization.',
  })
  number: string | null;

  @ApiProperty({
    enum: [...INVOICE_STATES],
    description:
      'draft: nobody owes it yet; void: nobody owes it any more; uncollectible: given up, and payable all the same.',
    example: 'paid',
  })
  status: string;

  @ApiProperty({
    enum: INVOICE_KINDS,
    example: 'recurring',
    description:
      'recurring: of a period; one_off: made by hand; change: of a change within a period; usage_threshold: of usage ' +
      'that was billed before its period was over.',
  })
  kind: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
    description: 'Null for one that a customer got without a subscription.',
  })
  subscription: string | null;

  @ApiProperty({
    enum: INVOICE_COLLECTIONS,
    nullable: true,
    example: null,
    description: 'Of one that was made by hand: sent to be paid, or charged to the card of the subscription.',
  })
  collection: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Until when one that was made by hand is to be paid.',
  })
  due_at: string | null;

  @ApiProperty({ type: Boolean, description: 'It was not paid in time; it stays payable.' })
  overdue: boolean;

  @ApiProperty({ description: 'Who owes it.', example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Of the lines, before discount and tax on top.', example: '9.500' })
  subtotal: string;

  @ApiProperty({ description: 'What coupons took off.', example: '0.000' })
  discount_total: string;

  @ApiProperty({ description: 'All tax, also what prices contained.', example: '0.000' })
  tax_total: string;

  @ApiProperty({ description: 'What it comes to, with discount and tax.', example: '9.500' })
  total: string;

  @ApiProperty({
    description: "What credits left over; it went to the customer's balance.",
    example: '0.000',
  })
  credit_to_balance: string;

  @ApiProperty({ description: 'What credit notes took off the amount that was open.', example: '0.000' })
  credited: string;

  @ApiProperty({
    description: 'What all its credit notes come to, also those that gave back what was paid.',
    example: '0.000',
  })
  credit_notes_total: string;

  @ApiProperty({ description: "Paid out of the customer's balance when it was issued.", example: '0.000' })
  balance_applied: string;

  @ApiProperty({
    description: 'By balance, card and what was recorded together; all of it or nothing.',
    example: '9.500',
  })
  amount_paid: string;

  @ApiProperty({
    description: 'What is still to be paid: by the card, or with the pay link.',
    example: '0.000',
  })
  amount_due: string;

  @ApiProperty({ description: 'Of service; half-open.' })
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When a draft is finalized by itself; null for one that waits for that to be asked for.',
  })
  finalize_at: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Since when it is owed and does not change; null: it is a draft.',
  })
  finalized_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When all of it was paid.' })
  paid_at: string | null;

  @ApiProperty({
    type: OutsidePaymentResponse,
    nullable: true,
    description: 'What paid it, where that did not come through Ottu and was recorded with mark-paid.',
  })
  paid_outside: OutsidePaymentResponse | null;

  @ApiProperty({ type: [InvoiceLineResponse] })
  lines: InvoiceLineResponse[];
}

export function presentInvoice({
  invoice,
  lines,
  outside,
  subscriptionPublicId,
  customerPublicId,
}: InvoiceView): InvoiceResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, invoice.currency));
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible';
  return {
    id: invoice.publicId,
    number: invoice.number,
    status: invoice.status,
    kind: invoice.kind,
    subscription: subscriptionPublicId,
    collection: invoice.collection,
    due_at: invoice.dueAt?.toISOString() ?? null,
    overdue: invoice.overdueAt !== null && owed,
    customer: customerPublicId,
    currency: invoice.currency,
    subtotal: amount(invoice.subtotalMinor),
    discount_total: amount(invoice.discountTotalMinor),
    tax_total: amount(invoice.taxTotalMinor),
    total: amount(invoice.totalMinor),
    credit_to_balance: amount(invoice.creditToBalanceMinor),
    credited: amount(invoice.creditedMinor),
    credit_notes_total: amount(invoice.creditNotesMinor),
    balance_applied: amount(invoice.balanceAppliedMinor),
    amount_paid: amount(invoice.amountPaidMinor),
    amount_due: amount(owed ? amountToCollect(invoice) : 0n),
    period_start: invoice.periodStart.toISOString(),
    period_end: invoice.periodEnd.toISOString(),
    finalize_at: invoice.finalizeAt?.toISOString() ?? null,
    finalized_at: invoice.finalizedAt?.toISOString() ?? null,
    paid_at: invoice.paidAt?.toISOString() ?? null,
    paid_outside: outside && presentOutsidePayment(outside),
    lines: lines.map((line) => presentLine(line, invoice)),
  };
}
