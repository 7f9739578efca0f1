import { ApiProperty } from '@nestjs/swagger';
import type { InvoiceDraft } from '../../../domain/invoice/build-invoice.js';
import { explainLine } from '../../../domain/invoice/explain-line.js';
import { type FromBalance, payFromBalance } from '../../../domain/invoice/from-balance.js';
import { formatAmount, type Money, money } from '../../../domain/money/money.js';
import { SubscriptionResponse } from '../../subscriptions/index.js';
import type { PricedDecision } from '../make-change.js';

export class ChangeLineResponse {
  @ApiProperty({ example: 'Unused time of Pro' })
  description: string;

  @ApiProperty({ type: String, nullable: true, example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  price: string | null;

  @ApiProperty({ example: 1 })
  quantity: number;

  @ApiProperty({ description: 'Before discount and tax; a credit is below zero.', example: '-4.903' })
  amount: string;

  @ApiProperty({ description: 'What coupons take off.', example: '0.000' })
  discount: string;

  @ApiProperty({ description: 'With discount and tax.', example: '-4.903' })
  total: string;

  @ApiProperty({ description: 'Of service; half-open.' })
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ description: 'Why the amount is what it is.' })
  explanation: string;
}

export class ChangeInvoiceResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null in a preview, and of what is yet to come.',
  })
  id: string | null;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Of service; half-open.' })
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ type: [ChangeLineResponse] })
  lines: ChangeLineResponse[];

  @ApiProperty({ description: 'Of the lines, before discount and tax on top.', example: '5.420' })
  subtotal: string;

  @ApiProperty({ description: 'What coupons take off.', example: '0.000' })
  discount_total: string;

  @ApiProperty({ description: 'All tax, also what prices contain.', example: '0.000' })
  tax_total: string;

  @ApiProperty({ description: 'What is owed, before the balance is used.', example: '5.420' })
  total: string;

  @ApiProperty({ description: "What credits leave over, for the customer's balance.", example: '0.000' })
  credit_to_balance: string;

  @ApiProperty({ description: "Paid from the customer's balance, before the card.", example: '0.000' })
  balance_applied: string;

  @ApiProperty({ description: 'What the card is charged.', example: '5.420' })
  amount_due: string;
}

export class ChangePreviewResponse {
  @ApiProperty({ description: 'When the subscription is different.' })
  effective_at: string;

  @ApiProperty({ type: ChangeInvoiceResponse, nullable: true, description: 'What is invoiced at once.' })
  invoice: ChangeInvoiceResponse | null;

  @ApiProperty({ type: ChangeInvoiceResponse, description: 'The next period, as it will be billed.' })
  next_invoice: ChangeInvoiceResponse;

  @ApiProperty({ description: 'It is made only if the customer agrees to it by then.', example: false })
  needs_consent: boolean;
}

export class ChangeResponse {
  @ApiProperty({ type: SubscriptionResponse, description: 'As it is now.' })
  subscription: SubscriptionResponse;

  @ApiProperty({ type: ChangePreviewResponse, description: 'What the change came to.' })
  change: ChangePreviewResponse;

  @ApiProperty({ type: String, nullable: true, description: 'Of a change that is still to come.' })
  scheduled_change: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the customer agrees to it, if that is needed.',
  })
  consent_url: string | null;
}

export function presentDecision(
  { decision: { effectiveAt, invoice, next, consent }, fromBalance }: PricedDecision,
  invoiceId: string | null = null,
): ChangePreviewResponse {
  return {
    effective_at: effectiveAt.toISOString(),
    invoice: invoice && presentDraft(invoice, fromBalance, invoiceId),
    next_invoice: presentDraft(
      next.invoice,
      payFromBalance(fromBalance.left, next.invoice, fromBalance.isWhole),
    ),
    needs_consent: consent !== null,
  };
}

export function presentDraft(
  draft: InvoiceDraft,
  { applied, due }: Pick<FromBalance, 'applied' | 'due'>,
  id: string | null = null,
): ChangeInvoiceResponse {
  const amount = (value: Money): string => formatAmount(value);
  return {
    id,
    currency: draft.currency,
    period_start: draft.period.start.toISOString(),
    period_end: draft.period.end.toISOString(),
    lines: draft.lines.map((line) => ({
      description: line.description,
      price: line.priceId,
      quantity: Number(line.quantity),
      amount: amount(line.amount),
      discount: amount(line.discount),
      total: amount(line.total),
      period_start: line.period.start.toISOString(),
      period_end: line.period.end.toISOString(),
      explanation: explainLine(line),
    })),
    subtotal: amount(draft.subtotal),
    discount_total: amount(draft.discountTotal),
    tax_total: amount(draft.taxTotal),
    total: amount(draft.total),
    credit_to_balance: amount(draft.creditToBalance),
    balance_applied: amount(money(applied, draft.currency)),
    amount_due: amount(money(due, draft.currency)),
  };
}
