import { SAFEGUARD_LIMITS as LIMITS } from '../../../domain/safeguards/settings.js';
import { REVIEW_HOURS } from '../../../domain/invoice/review-time.js';
import { CountryField } from '../../../platform/http/billing-fields.js';
import { BooleanField, ChoiceField, IntegerField, TextField } from '../../../platform/http/fields.js';
import { SURPLUS_HANDLINGS, type SurplusHandling } from '../../../domain/refund/surplus-handling.js';

/** Fields that are absent stay. */
export class UpdateMerchantRequest {
  @BooleanField({
    description:
      'What only a person can decide is decided by two: one proposes, another confirms. Payments without an answer, and held charges.',
    example: true,
    optional: true,
  })
  manual_confirmation?: boolean;

  @IntegerField({
    ...LIMITS.requestsPerDay,
    description: 'Requests that Ottu allows the API user a day; a change counts from the next day.',
    example: 90_000,
    optional: true,
  })
  requests_per_day?: number;

  @IntegerField({
    ...LIMITS.massChargeFactor,
    description:
      'Due charges are held when they are more than so many times those of the greatest of the last four weeks.',
    example: 3,
    optional: true,
  })
  mass_charge_factor?: number;

  @IntegerField({
    ...LIMITS.massChargeMinimum,
    description: 'Fewer due charges than this are never held as a mass.',
    example: 50,
    optional: true,
  })
  mass_charge_minimum?: number;

  @IntegerField({
    ...LIMITS.periodsBehind,
    description: 'A subscription with more due periods that were never charged is held …',
    example: 3,
    optional: true,
  })
  most_periods_behind?: number;

  @IntegerField({
    ...LIMITS.daysBehind,
    description: '… if the oldest of them is due for more days than this.',
    example: 14,
    optional: true,
  })
  most_days_behind?: number;

  @IntegerField({
    min: 1,
    max: 365,
    description: 'How many days before its agreement or card ends a customer is asked again.',
    example: 30,
    optional: true,
  })
  consent_lead_days?: number;

  @IntegerField({
    min: 1,
    max: 100,
    description: 'How many payments before the last one of its agreement a customer is asked again.',
    example: 3,
    optional: true,
  })
  consent_lead_payments?: number;

  @TextField({
    max: 200,
    description: "The public key of the Ottu account, for Ottu's SDK in a browser; null for none.",
    example: 'pub_1a2b3c',
    nullable: true,
  })
  ottu_public_key?: string | null;

  @CountryField({
    description: 'Of customers that name no country, for the tax on their invoices; null for none.',
    example: 'SA',
    nullable: true,
  })
  default_country?: string | null;

  @IntegerField({
    ...REVIEW_HOURS,
    description: 'For how long the invoice of a period stays a draft that can be changed; 0 for not at all.',
    example: 24,
    optional: true,
  })
  invoice_review_hours?: number;

  @ChoiceField(SURPLUS_HANDLINGS, {
    description:
      "What is done with money that nobody owed: given back, added to the customer's balance, or held for a person.",
    example: 'refund',
    optional: true,
  })
  surplus_handling?: SurplusHandling;
}
