import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import { ForecastEndResponse, ForetoldInvoiceResponse, presentEntries } from '../../insights/index.js';
import type { NewSubscriptionPreview } from '../use-cases/preview-new-subscription.js';
import { PhasePreviewResponse, presentPhases } from './phase-preview.response.js';

export class NewSubscriptionPreviewResponse {
  @ApiProperty({
    enum: ['pay_page', 'card_page', 'none'],
    description: 'What its customer does first: pays on a hosted page, gives a card there, or nothing.',
    example: 'pay_page',
  })
  first_step: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'What the hosted page asks for.', example: '9.500' })
  amount_due_now: string;

  @ApiProperty({ type: String, nullable: true, description: 'If its customer takes the first step now.' })
  trial_end: string | null;

  @ApiProperty({ description: 'Where its periods are counted from, local.', example: '2027-01-16' })
  anchor_date: string;

  @ApiProperty({ type: ForetoldInvoiceResponse, nullable: true, description: 'What is billed first.' })
  first_invoice: ForetoldInvoiceResponse | null;

  @ApiProperty({ type: ForetoldInvoiceResponse, nullable: true, description: 'What is billed after it.' })
  following_invoice: ForetoldInvoiceResponse | null;

  @ApiProperty({ type: [PhasePreviewResponse], description: 'What the phases change, and when.' })
  phases: PhasePreviewResponse[];

  @ApiProperty({
    type: ForecastEndResponse,
    nullable: true,
    description: 'What comes instead of another invoice, where that is foreseen.',
  })
  end: ForecastEndResponse | null;
}

export function presentNewSubscriptionPreview(
  preview: NewSubscriptionPreview,
): NewSubscriptionPreviewResponse {
  const { subscription, firstStep, decided, entries, phases, end, balanceMinor, isWhole } = preview;
  const isPaidOnPage = firstStep === 'pay_page';
  // The agreement begins with a payment on the page, so no balance is used there.
  const shown = isPaidOnPage
    ? [
        ...presentEntries(entries.slice(0, 1), 0n, isWhole),
        ...presentEntries(entries.slice(1), balanceMinor, isWhole),
      ]
    : presentEntries(entries, balanceMinor, isWhole);
  const zero = formatAmount(money(0n, subscription.currency));
  return {
    first_step: firstStep,
    currency: subscription.currency,
    amount_due_now: isPaidOnPage ? shown[0]!.amount_due : zero,
    trial_end: subscription.trialEnd?.toISOString() ?? null,
    anchor_date: subscription.anchorDate,
    first_invoice: shown[0] ?? null,
    following_invoice: shown[1] ?? null,
    phases: presentPhases(phases, decided.row.anchorIndex, (entry) => shown[entries.indexOf(entry)]!),
    end: end && { ...end, at: end.at.toISOString() },
  };
}
