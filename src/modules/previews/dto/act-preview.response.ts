import { ApiProperty } from '@nestjs/swagger';
import { payFromBalance } from '../../../domain/invoice/from-balance.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { ChangeInvoiceResponse, presentDraft } from '../../changes/index.js';
import { ForecastEndResponse, ForetoldInvoiceResponse, presentEntries } from '../../insights/index.js';
import type { ActPreview } from '../act-preview.js';

/** As many as show how it goes on: a rest first, and a whole period after it. */
const MOST_SHOWN = 2;

export class ActPreviewResponse {
  @ApiProperty({ description: 'What the subscription is at effective_at.', example: 'active' })
  status: string;

  @ApiProperty({ description: 'When it takes effect.' })
  effective_at: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({
    description: 'What the card is charged as it is done; an invoice under review is charged later.',
    example: '0.000',
  })
  amount_due_now: string;

  @ApiProperty({
    type: ChangeInvoiceResponse,
    nullable: true,
    description:
      'What is given back: its credit_to_balance. Where that is still to be charged it is among next_invoices.',
  })
  invoice: ChangeInvoiceResponse | null;

  @ApiProperty({
    type: ChangeInvoiceResponse,
    nullable: true,
    description: 'What was used and is not billed yet, when nothing comes after it.',
  })
  last_invoice: ChangeInvoiceResponse | null;

  @ApiProperty({
    type: [ForetoldInvoiceResponse],
    description: 'What is billed next, at most two; with bills_at of now it is billed at once.',
  })
  next_invoices: ForetoldInvoiceResponse[];

  @ApiProperty({
    type: ForecastEndResponse,
    nullable: true,
    description: 'What comes instead of another invoice.',
  })
  end: ForecastEndResponse | null;

  @ApiProperty({
    description: 'A payment is under way: it takes effect when its answer is there.',
    example: false,
  })
  waits_for_payment: boolean;
}

export function presentActPreview(preview: ActPreview): ActPreviewResponse {
  const { subscription, effectiveAt, given, last, forecast, balanceMinor, isWhole, dueNow, waits } = preview;
  const first = payFromBalance(balanceMinor, given, isWhole);
  const second = payFromBalance(first.left, last, isWhole);
  const { end } = forecast;
  return {
    status: subscription.status,
    effective_at: effectiveAt.toISOString(),
    currency: subscription.currency,
    amount_due_now: formatAmount(money(dueNow, subscription.currency)),
    invoice: given && presentDraft(given, first),
    last_invoice: last && presentDraft(last, second),
    next_invoices: presentEntries(forecast.entries, second.left, isWhole).slice(0, MOST_SHOWN),
    end: end && { ...end, at: end.at.toISOString() },
    waits_for_payment: waits,
  };
}
