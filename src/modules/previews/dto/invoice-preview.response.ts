import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import { ChangeInvoiceResponse, presentDraft } from '../../changes/index.js';
import type { InvoicePreview } from '../use-cases/preview-invoice.js';

export class InvoicePreviewResponse {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({
    description: 'What the card is charged as it is made; nothing of one that is sent, or left as a draft.',
    example: '0.000',
  })
  amount_due_now: string;

  @ApiProperty({ type: String, nullable: true, description: 'Until when it is paid in time.' })
  due_at: string | null;

  @ApiProperty({
    type: ChangeInvoiceResponse,
    description:
      "The balance pays as it is final; amount_due is what is left for the customer's link or the card.",
  })
  invoice: ChangeInvoiceResponse;
}

export function presentInvoicePreview({
  draft,
  dueAt,
  fromBalance,
  dueNow,
}: InvoicePreview): InvoicePreviewResponse {
  const { currency } = draft;
  return {
    currency,
    amount_due_now: formatAmount(money(dueNow, currency)),
    due_at: dueAt?.toISOString() ?? null,
    invoice: presentDraft(draft, fromBalance),
  };
}
