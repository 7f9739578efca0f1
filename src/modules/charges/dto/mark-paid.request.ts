import { OUTSIDE_METHODS, type OutsideMethod } from '../../../domain/charge/outside-payment.js';
import { ChoiceField, InstantField, TextField } from '../../../platform/http/fields.js';

export class MarkPaidRequest {
  @ChoiceField(OUTSIDE_METHODS, {
    description:
      "How the money came; balance: it is taken from the customer's balance now, if that holds all of it.",
    example: 'bank_transfer',
  })
  method: OutsideMethod;

  @TextField({
    max: 100,
    description:
      'By which you find it again: of the receipt, the transfer or the cheque; with balance, who asked for it.',
    example: 'FT27043-8812',
  })
  reference: string;

  @InstantField({
    description:
      'When it came: not before the invoice was final, and not ahead. Now when absent. The books have it on the day on ' +
      'which it is recorded. Absent with balance, which is taken now.',
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
