import { ChoiceField, IntegerField } from '../../../platform/http/fields.js';

export class MoveBillingDayRequest {
  @IntegerField({
    min: 1,
    max: 31,
    description:
      'The day of the month on which periods begin from then on, in a shorter month its last day. Only where a period is of ' +
      'months or years.',
    example: 15,
  })
  day_of_month: number;

  @ChoiceField(['prorated', 'full', 'free'], {
    description:
      'What the days from the end of the running period until the first such day cost: their part of a period (default), a ' +
      'whole one, or nothing. Days that cost something are an invoice, and coupons count it as one.',
    example: 'prorated',
    optional: true,
  })
  stub?: 'prorated' | 'full' | 'free';
}
