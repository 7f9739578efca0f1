import { ApiProperty } from '@nestjs/swagger';
import { explainLine } from '../../../domain/invoice/explain-line.js';
import { payFromBalance } from '../../../domain/invoice/from-balance.js';
import type { InvoiceLineDraft } from '../../../domain/invoice/build-invoice.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type ForecastEntry, MOST_FORETOLD } from '../../../domain/subscription/forecast.js';
import type { ForetoldView } from '../use-cases/foretell.js';

export class ForetoldLineResponse {
  @ApiProperty({ example: 'Pro' })
  description: string;

  @ApiProperty({ example: 1 })
  quantity: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null when there is no single price of a unit.',
    example: '9.500',
  })
  unit_amount: string | null;

  @ApiProperty({ example: '9.500', description: 'Before discount and tax.' })
  amount: string;

  @ApiProperty({ description: 'What coupons take off.', example: '0.000' })
  discount: string;

  @ApiProperty({ example: '9.500', description: 'With discount and tax.' })
  total: string;

  @ApiProperty({
    description:
      'Why the amount is what it is. A line that is foretold itself has no id yet and is named by its place: ' +
      'foretold_3_1 is the first line of the third invoice of the forecast.',
  })
  explanation: string;
}

export class ForetoldInvoiceResponse {
  @ApiProperty({
    enum: ['period', 'usage_threshold', 'change'],
    description:
      'usage_threshold: usage that has come to its threshold is billed before its period is over; change: items ' +
      'become others within a period, on a date that is planned, or a cancel on a date gives back what is unused.',
  })
  kind: string;

  @ApiProperty({ description: 'When the clock bills it.' })
  bills_at: string;

  @ApiProperty({ description: 'Of service; half-open.' })
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Of the lines, before discount and tax on top.', example: '9.500' })
  subtotal: string;

  @ApiProperty({ description: 'What coupons take off.', example: '0.000' })
  discount: string;

  @ApiProperty({ description: 'All tax, also what prices contain.', example: '0.000' })
  tax: string;

  @ApiProperty({ description: 'What is owed, before the balance is used.', example: '9.500' })
  total: string;

  @ApiProperty({ example: '0.000', description: "Paid from the customer's balance as it is now." })
  balance_applied: string;

  @ApiProperty({ example: '9.500', description: 'What the card is charged.' })
  amount_due: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it will be void, if it will.' })
  skipped_because: string | null;

  @ApiProperty({ type: [ForetoldLineResponse] })
  lines: ForetoldLineResponse[];
}

export class ForecastEndResponse {
  @ApiProperty({ description: 'What comes, such as cancel, end or pause.', example: 'cancel' })
  kind: string;

  @ApiProperty()
  at: string;

  @ApiProperty({ description: 'For people.', example: 'It was to be canceled at the end of its period.' })
  reason: string;
}

export class ForecastStopResponse {
  @ApiProperty({ description: 'The first moment that was not looked at.' })
  at: string;

  @ApiProperty({ description: 'For people.', example: 'No more than 800 invoices are foretold at once.' })
  reason: string;
}

export class ForecastResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({ description: "The merchant's present." })
  from: string;

  @ApiProperty({
    description: 'Up to when it was looked; that is sooner than asked for where it had to stop.',
  })
  until: string;

  @ApiProperty({
    type: [ForetoldInvoiceResponse],
    description: 'With what is planned, if nobody asks for anything more and every payment succeeds.',
  })
  data: ForetoldInvoiceResponse[];

  @ApiProperty({
    type: ForecastEndResponse,
    nullable: true,
    description: 'What comes instead of another invoice.',
  })
  end: ForecastEndResponse | null;

  @ApiProperty({
    type: ForecastStopResponse,
    nullable: true,
    description:
      'Where the forecast stops before the months that were asked for are over, though it would go on.',
  })
  stopped: ForecastStopResponse | null;
}

export function presentForecast({
  subscription,
  now,
  horizon,
  forecast,
  balanceMinor,
  isWhole,
}: ForetoldView): ForecastResponse {
  const { end, stoppedAt } = forecast;
  const reason = `No more than ${MOST_FORETOLD} invoices are foretold at once.`;
  return {
    subscription: subscription.publicId,
    from: now.toISOString(),
    until: (stoppedAt ?? horizon).toISOString(),
    data: presentEntries(forecast.entries, balanceMinor, isWhole),
    end: end && { ...end, at: end.at.toISOString() },
    stopped: stoppedAt && { at: stoppedAt.toISOString(), reason },
  };
}

/** With what the balance, as it is before them, does for each. */
export function presentEntries(
  entries: readonly ForecastEntry[],
  balanceMinor: bigint,
  isWhole: boolean,
): ForetoldInvoiceResponse[] {
  let left = balanceMinor;
  return entries.map((entry) => {
    const paid = payFromBalance(left, entry.kind === 'skip' ? null : entry.invoice, isWhole);
    left = paid.left;
    return presentForetold(entry, paid.applied);
  });
}

function presentForetold(
  { at, kind, period, invoice, reason, isChange = false }: ForecastEntry,
  applied: bigint,
): ForetoldInvoiceResponse {
  const { currency } = invoice;
  const of = (minor: bigint) => formatAmount(money(minor, currency));
  return {
    bills_at: at.toISOString(),
    period_start: period.start.toISOString(),
    period_end: period.end.toISOString(),
    currency,
    subtotal: formatAmount(invoice.subtotal),
    discount: formatAmount(invoice.discountTotal),
    tax: formatAmount(invoice.taxTotal),
    total: formatAmount(invoice.total),
    balance_applied: of(applied),
    amount_due: of(kind === 'skip' ? 0n : invoice.total.minor - applied),
    kind: isChange
      ? 'change'
      : invoice.period.index === null && reason !== null
        ? 'usage_threshold'
        : 'period',
    skipped_because: kind === 'skip' ? reason : null,
    lines: invoice.lines.map(presentLine),
  };
}

function presentLine(line: InvoiceLineDraft): ForetoldLineResponse {
  return {
    description: line.description,
    quantity: Number(line.quantity),
    unit_amount: line.unitAmount && formatAmount(line.unitAmount),
    amount: formatAmount(line.amount),
    discount: formatAmount(line.discount),
    total: formatAmount(line.total),
    explanation: explainLine(line),
  };
}

export function presentUpcoming(view: ForetoldView): ForetoldInvoiceResponse {
  return presentForecast(view).data[0]!;
}
