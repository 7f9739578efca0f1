import { ApiProperty } from '@nestjs/swagger';
import { INVOICE_STATES } from '../../../domain/invoice/invoice-states.js';
import { SUBSCRIPTION_STATES } from '../../../domain/subscription/subscription-states.js';
import {
  type ExplainedAmount,
  explainDiscount,
  explainOutside,
  explainPayment,
  explainTax,
  explainTotals,
} from '../../../domain/explain/explain-invoice.js';
import { explainReturn } from '../../../domain/explain/explain-returns.js';
import { REASON_CODES } from '../../../domain/explain/reason.js';
import { explainLine } from '../../../domain/invoice/explain-line.js';
import { describeMoney, formatAmount, type Money, money } from '../../../domain/money/money.js';
import { amountToCollect, type Invoice, type InvoiceLine } from '../../invoices/index.js';
import type { ExplainedInvoice } from '../use-cases/explain-invoice.js';
import type { ExplainedSubscription } from '../use-cases/explain-subscription.js';

export class ExplainedLineResponse {
  @ApiProperty({ example: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  line: string;

  @ApiProperty({ example: '9.500', description: 'Before discount and tax.' })
  amount: string;

  @ApiProperty({ description: 'How the amount came to be.', example: 'Pro: 1 × 9.500 KWD …' })
  explanation: string;

  @ApiProperty({ type: [String], description: 'What each coupon took off, a sentence each.' })
  discounts: string[];

  @ApiProperty({ type: [String], description: 'Each tax, a sentence each.' })
  taxes: string[];
}

export class ExplainedInvoiceResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ type: String, nullable: true, example: 'INV-2027-000001' })
  number: string | null;

  @ApiProperty({ enum: [...INVOICE_STATES], description: 'What the invoice is now.', example: 'paid' })
  status: string;

  @ApiProperty({ type: [ExplainedLineResponse] })
  lines: ExplainedLineResponse[];

  @ApiProperty({ type: [String], description: 'From the lines to what is owed, a sentence a step.' })
  totals: string[];

  @ApiProperty({
    type: [String],
    description: 'Every attempt at its money, the oldest first; then what came otherwise and was recorded.',
  })
  payments: string[];

  @ApiProperty({
    type: [String],
    description: 'What came back of it: credit notes, refunds, and what banks took; the oldest first.',
  })
  returns: string[];
}

export function presentExplainedInvoice(view: ExplainedInvoice): ExplainedInvoiceResponse {
  const { invoice, payments, outside, returns, merchant } = view;
  const { timeZone } = merchant;
  const lines = view.lines.map((line) => ({ line, ...partsOf(line, invoice.currency) }));
  const of = (minor: bigint): Money => money(minor, invoice.currency);
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible';
  return {
    invoice: invoice.publicId,
    number: invoice.number,
    status: invoice.status,
    lines: lines.map(({ line, discounts, taxes }) => ({
      line: line.publicId,
      amount: formatAmount(of(line.amountMinor)),
      explanation: explainLine({ description: line.description, inputs: line.explanation }),
      discounts: discounts.map(explainDiscount),
      taxes: taxes.map(explainTax),
    })),
    totals: explainTotals({
      ...pick(invoice),
      timeZone,
      subtotal: of(invoice.subtotalMinor),
      discounts: summed(lines.flatMap(({ discounts }) => discounts)),
      taxes: summed(lines.flatMap(({ taxes }) => taxes)),
      total: of(invoice.totalMinor),
      balanceApplied: of(invoice.balanceAppliedMinor),
      creditToBalance: of(invoice.creditToBalanceMinor),
      credited: of(invoice.creditedMinor),
      due: of(owed ? amountToCollect(invoice) : 0n),
    }),
    payments: [
      ...payments.map((payment) => explainPayment(payment, timeZone)),
      ...(outside ? [explainOutside(outside, timeZone)] : []),
    ],
    returns: returns.map((one) => explainReturn(one, timeZone)),
  };
}

function pick({ status, paidAt, closedAt }: Invoice) {
  return { status, paidAt, closedAt };
}

function partsOf({ discounts, taxes }: InvoiceLine, currency: string) {
  const part = (
    name: string,
    minor: string,
    percent: string | null,
    isIncluded: boolean,
  ): ExplainedAmount => ({
    name,
    amount: money(BigInt(minor), currency),
    millionths: percent === null ? null : BigInt(percent),
    isIncluded,
  });
  return {
    discounts: discounts.map((one) => part(one.name, one.amount_minor, one.percent_millionths, false)),
    taxes: taxes.map((one) => part(one.name, one.amount_minor, one.percent_millionths, one.inclusive)),
  };
}

/** Of all lines together, by name and rate, in the order in which they appear. */
function summed(parts: ExplainedAmount[]): ExplainedAmount[] {
  const sums = new Map<string, ExplainedAmount>();
  for (const part of parts) {
    const key = `${part.name} ${part.millionths} ${part.isIncluded}`;
    const minor = (sums.get(key)?.amount.minor ?? 0n) + part.amount.minor;
    sums.set(key, { ...part, amount: money(minor, part.amount.currency) });
  }
  return [...sums.values()];
}

export class ReasonResponse {
  @ApiProperty({
    enum: [...REASON_CODES],
    description: 'For programs; new ones may come.',
    example: 'not_due',
  })
  code: string;

  @ApiProperty({
    description: 'For people.',
    example: 'Nothing is due: the next period is billed on 10 February 2027.',
  })
  explanation: string;

  @ApiProperty({ type: String, nullable: true, description: 'When it passes by itself, if it does.' })
  until: string | null;
}

export class ExplainedSubscriptionResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: [...SUBSCRIPTION_STATES],
    description: 'What the subscription is now.',
    example: 'active',
  })
  status: string;

  @ApiProperty({ description: "The merchant's present; a test clock's where there is one." })
  now: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The last payment that arrived, in words; null: none.',
    example: '9.500 KWD on 2027-01-10T06:00:00.000Z',
  })
  last_payment: string | null;

  @ApiProperty({ type: [ReasonResponse], description: 'Why nothing is charged now, all that holds.' })
  reasons: ReasonResponse[];
}

export function presentExplainedSubscription(view: ExplainedSubscription): ExplainedSubscriptionResponse {
  const { subscription, now, lastPaid, reasons } = view;
  return {
    subscription: subscription.publicId,
    status: subscription.status,
    now: now.toISOString(),
    last_payment: lastPaid && `${describeMoney(lastPaid.amount)} on ${lastPaid.at.toISOString()}`,
    reasons: reasons.map(({ code, sentence, until }) => ({
      code,
      explanation: sentence,
      until: until?.toISOString() ?? null,
    })),
  };
}
