import { readPayerCurrency } from './read-payer-currency.js';

describe('the currency in which the payer was charged', () => {
  it.each([
    ['USD', 'USD'],
    [' usd ', 'USD'],
    ['', null],
    ['840', null],
    ['XQX', null],
    [840, null],
    [null, null],
    [['USD'], null],
  ])('told as %j is %j', (told, expected) => {
    expect(readPayerCurrency({ pg_params: { dcc_payer_currency: told } })).toBe(expected);
  });

  it('is not known where the answer has no such part', () => {
    expect([{}, { pg_params: null }, { pg_params: 'USD' }].map(readPayerCurrency)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
