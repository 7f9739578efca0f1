import type { CountryRate } from '../../domain/tax/decide-tax.js';
import type { TaxRate } from './tax-rate.entity.js';

export function countryRateOf({
  publicId: rateId,
  name,
  country,
  inclusive,
  percentMillionths,
}: TaxRate): CountryRate {
  return { rateId, name, country, inclusive, millionths: BigInt(percentMillionths) };
}
