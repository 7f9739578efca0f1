import {
  ChoiceField,
  CurrencyField,
  DecimalField,
  IdField,
  ListField,
  TextField,
} from '../../../platform/http/fields.js';
import { OverrideGatewayField } from '../../refunds/index.js';
import { CREDIT_DESTINATIONS, type CreditDestination } from '../credit-note.entity.js';

export class CreditNoteLineRequest {
  @IdField('line', { description: 'A line of the invoice.', example: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  line: string;

  @DecimalField({
    description: 'Tax and all; what is left of the line when absent.',
    example: '4.500',
    optional: true,
  })
  amount?: string;
}

export class CreditNoteRequest {
  @IdField('invoice', { description: 'Which is corrected.', example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ChoiceField(CREDIT_DESTINATIONS, {
    description:
      'Of an open invoice: open_amount, so that less is collected. Of a paid one: card, as a refund of its payment, or ' +
      "balance, kept for the customer's next invoices.",
    example: 'card',
  })
  to: CreditDestination;

  @DecimalField({
    description: 'Tax and all, split over the lines. Without amount and lines: all that is left.',
    example: '4.500',
    optional: true,
  })
  amount?: string;

  @CurrencyField({
    description: "For your own safety: must be the invoice's.",
    example: 'KWD',
    optional: true,
  })
  currency?: string;

  @ListField(() => CreditNoteLineRequest, {
    min: 1,
    max: 100,
    description: 'Which lines; not together with amount.',
    optional: true,
  })
  lines?: CreditNoteLineRequest[];

  @TextField({ max: 500, description: 'Why; stands on the note.', example: 'Two days without service' })
  reason: string;

  @OverrideGatewayField()
  override_gateway?: boolean;
}
