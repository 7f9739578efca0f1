import { ApiProperty } from '@nestjs/swagger';
import { explainLine } from '../../../domain/invoice/explain-line.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { amountToCollect } from '../invoice.entity.js';
import type { InvoiceLine } from '../invoice-line.entity.js';
import type { InvoiceView } from '../use-cases/read-invoices.js';

export class InvoiceLineResponse {
  @ApiProperty({ example: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'Pro' })
  description: string;

  @ApiProperty({ example: 1 })
  quantity: number;

  @ApiProperty({ example: '9.500' })
  unit_amount: string;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ description: 'Why the amount is what it is.' })
  explanation: string;
}

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

  @ApiProperty({ example: 'paid' })
  status: string;

  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ example: '9.500' })
  subtotal: string;

  @ApiProperty({ example: '9.500' })
  total: string;

  @ApiProperty({ description: "Paid out of the customer's balance when it was issued.", example: '0.000' })
  balance_applied: string;

  @ApiProperty({ description: 'By balance and card together; all of it or nothing.', example: '9.500' })
  amount_paid: string;

  @ApiProperty({ example: '0.000' })
  amount_due: string;

  @ApiProperty()
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ type: String, nullable: true })
  finalized_at: string | null;

  @ApiProperty({ type: String, nullable: true })
  paid_at: string | null;

  @ApiProperty({ type: [InvoiceLineResponse] })
  lines: InvoiceLineResponse[];
}

export function presentInvoice({
  invoice,
  lines,
  subscriptionPublicId,
  customerPublicId,
}: InvoiceView): InvoiceResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, invoice.currency));
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible';
  return {
    id: invoice.publicId,
    number: invoice.number,
    status: invoice.status,
    subscription: subscriptionPublicId,
    customer: customerPublicId,
    currency: invoice.currency,
    subtotal: amount(invoice.subtotalMinor),
    total: amount(invoice.totalMinor),
    balance_applied: amount(invoice.balanceAppliedMinor),
    amount_paid: amount(invoice.amountPaidMinor),
    amount_due: amount(owed ? amountToCollect(invoice) : 0n),
    period_start: invoice.periodStart.toISOString(),
    period_end: invoice.periodEnd.toISOString(),
    finalized_at: invoice.finalizedAt?.toISOString() ?? null,
    paid_at: invoice.paidAt?.toISOString() ?? null,
    lines: lines.map((line) => presentLine(line, amount)),
  };
}

function presentLine(line: InvoiceLine, amount: (minor: bigint) => string): InvoiceLineResponse {
  return {
    id: line.publicId,
    description: line.description,
    quantity: Number(line.quantity),
    unit_amount: amount(line.unitAmountMinor),
    amount: amount(line.amountMinor),
    explanation: explainLine({ description: line.description, inputs: line.explanation }),
  };
}
