import type { CountryRate } from './decide-tax.js';

/**
 * Value added tax in the countries of the Gulf Cooperation Council, to begin with: a merchant's rates are its
 * own data. Kuwait and Qatar levy none. Prices there are shown with tax, so the rates are inclusive.
 */
export const GCC_RATES: readonly Omit<CountryRate, 'rateId'>[] = [
  { name: 'VAT', country: 'SA', millionths: 150_000n, inclusive: true },
  { name: 'VAT', country: 'BH', millionths: 100_000n, inclusive: true },
  { name: 'VAT', country: 'AE', millionths: 50_000n, inclusive: true },
  { name: 'VAT', country: 'OM', millionths: 50_000n, inclusive: true },
];
