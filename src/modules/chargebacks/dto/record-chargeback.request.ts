import {
  ChoiceField,
  CurrencyField,
  DecimalField,
  IdField,
  InstantField,
  TextField,
} from '../../../platform/http/fields.js';

export class RecordChargebackRequest {
  @DecimalField({ description: 'At most what is left of the payment.', example: '9.500' })
  amount: string;

  @CurrencyField({
    description: "For your own safety: must be the payment's.",
    example: 'KWD',
    optional: true,
  })
  currency?: string;

  @IdField('attempt', {
    description: 'Which payment, when it is not the one that paid the invoice.',
    example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  attempt?: string;

  @TextField({
    max: 500,
    description: 'What the customer or the bank says.',
    example: 'Not recognised (10.4)',
  })
  reason: string;

  @TextField({
    max: 100,
    description: 'What the bank or the gateway calls the case; recorded once.',
    example: 'CB-2027-0042',
  })
  reference: string;

  @InstantField({ description: 'When the bank took the money.', example: '2027-02-20T09:00:00Z' })
  taken_at: string;
}

export class ResolveChargebackRequest {
  @ChoiceField(['won', 'lost'], { description: 'won: the money came back.', example: 'won' })
  outcome: 'won' | 'lost';

  @TextField({ max: 2000, description: 'How you know.', example: 'Letter of the bank, 3 March' })
  evidence: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;
}
