import { type CountryRate, decideTax, type TaxPayer } from './decide-tax.js';
import { GCC_RATES } from './gcc-rates.js';

const RATES: CountryRate[] = GCC_RATES.map((rate) => ({ ...rate, rateId: `tax_${rate.country}` }));
const payer = (over: Partial<TaxPayer>): TaxPayer => ({
  country: null,
  exempt: false,
  defaultCountry: null,
  ...over,
});
const percent = (over: Partial<TaxPayer>) => decideTax(payer(over), RATES)?.millionths ?? null;

describe('decideTax', () => {
  it.each([
    ['SA', 150_000n],
    ['BH', 100_000n],
    ['AE', 50_000n],
    ['OM', 50_000n],
    ['KW', null],
    ['QA', null],
    ['DE', null],
  ])('a customer in %s pays %s millionths', (country, millionths) => {
    expect(percent({ country })).toBe(millionths);
  });

  it('takes the country that the merchant names for customers without one, and never for others', () => {
    expect(percent({})).toBeNull();
    expect(percent({ defaultCountry: 'SA' })).toBe(150_000n);
    expect(percent({ country: 'KW', defaultCountry: 'SA' })).toBeNull();
  });

  it('keeps the rate of an exempt customer in sight, with why it is not taken', () => {
    expect(decideTax(payer({ country: 'SA', exempt: true }), RATES)).toMatchObject({
      rateId: 'tax_SA',
      exemption: 'the customer is exempt',
    });
  });
});
