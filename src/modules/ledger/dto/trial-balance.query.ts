import { LocalDateField } from '../../../platform/http/billing-fields.js';

export class TrialBalanceQuery {
  @LocalDateField({
    description: "Up to the end of this day of the merchant's calendar; today when absent.",
    example: '2027-01-31',
    optional: true,
  })
  date?: string;
}
