import { OUTSIDE_METHODS, type OutsideMethod } from '../../../domain/charge/outside-payment.js';
import { ChoiceField, InstantField, TextField } from '../../../platform/http/fields.js';

export class MarkPaidRequest {
  @ChoiceField(OUTSIDE_METHODS, { description: 'How the money came.', example: 'bank_transfer' })
  method: OutsideMethod;

  @TextField({
    max: 100,
    description: 'By which you find it again: of the receipt, the transfer or the cheque.',
    example: 'FT27043-8812',
  })
  reference: string;

  @InstantField({
    description:
      'When it came: not before the invoice was final, and not ahead. Now when absent. The books have it on the day on ' +
      'which it is recorded.',
    example: '2027-02-12T09:00:00Z',
    optional: true,
  })
  paid_at?: string;

  @TextField({
    max: 500,
    description: 'Kept and shown to you; not to the customer.',
    example: 'Paid at the counter in Salmiya',
    optional: true,
  })
  note?: string;
}
