import type { TaxRule } from './tax-rule.js';

export interface TaxPayer {
  /** ISO 3166-1 alpha-2, or null when the customer has told none. */
  country: string | null;
  exempt: boolean;
  /** The merchant's, for customers that name no country. */
  defaultCountry: string | null;
}

export interface CountryRate {
  rateId: string;
  name: string;
  country: string;
  millionths: bigint;
  inclusive: boolean;
}

/**
 * Which tax an invoice carries: the rate in force in the customer's country, decided when the invoice is made
 * and then kept on its lines. A country without a rate has no tax; so has a customer of whom no country is
 * known, unless the merchant has said which one to take for granted.
 */
export function decideTax(payer: TaxPayer, rates: readonly CountryRate[]): TaxRule | null {
  const country = payer.country ?? payer.defaultCountry;
  const rate = rates.find((one) => one.country === country);
  if (!rate) return null;
  const { rateId, name, millionths, inclusive } = rate;
  return { rateId, name, millionths, inclusive, exemption: payer.exempt ? 'the customer is exempt' : null };
}
