import { SAFEGUARD_LIMITS as LIMITS } from '../../../domain/safeguards/settings.js';
import { BooleanField, IntegerField } from '../../../platform/http/fields.js';

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
}
