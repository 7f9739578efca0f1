import { parseMoney } from '../../../src/domain/money/money.js';
import {
  GatewayArgumentError,
  listCardsBody,
  ottuDate,
  sessionBody,
} from '../../../src/gateway/ottu/ottu-mapper.js';
import type { CreateSessionRequest } from '../../../src/gateway/payment-gateway.js';
import { sessionRequest } from './support/harness.js';

/** Pages: docs.ottu.com/developers/payments/checkout-api, docs.ottu.com/developers/cards-and-tokens/recurring-payments, docs.ottu.com/developers/cards-and-tokens/user-cards. */
describe('Requests to Ottu', () => {
  it('a first payment', () => {
    expect(sessionBody(sessionRequest({ redirectUrl: 'https://shop.test/back' }))).toEqual({
      type: 'e_commerce',
      payment_type: 'auto_debit',
      amount: '12.750',
      currency_code: 'KWD',
      pg_codes: ['credit-card'],
      order_no: 'r1-contract-0001',
      customer_id: 'cus-17',
      customer_first_name: 'Layla',
      customer_last_name: 'Haddad',
      customer_email: 'layla@shop.test',
      customer_phone: '+96555550101',
      language: 'en',
      agreement: {
        id: 'agr-17',
        type: 'recurring',
        frequency: 'monthly',
        amount_variability: 'variable',
        start_date: '01/03/2026',
        expiry_date: '29/02/2036',
        cycle_interval_days: 28,
        total_cycles: 120,
      },
      card_acceptance_criteria: { min_expiry_time: 30 },
      webhook_url: 'http://127.0.0.1:9/hooks',
      redirect_url: 'https://shop.test/back',
    });
  });

  it('saving a card costs "0" and still makes the agreement', () => {
    const body = sessionBody(sessionRequest({ purpose: 'save_card', amount: parseMoney('0', 'KWD') }));
    expect(body).toMatchObject({ payment_type: 'save_card', amount: '0', agreement: { id: 'agr-17' } });
  });

  it('a saved card that is valid today is charged today', () => {
    const body = sessionBody(sessionRequest({ purpose: 'charge_saved_card' }));
    expect(body).toMatchObject({
      payment_type: 'auto_debit',
      card_acceptance_criteria: { min_expiry_time: 1 },
    });
    expect(body).not.toHaveProperty('redirect_url');
  });

  it('what is paid once may be paid with a card that ends tomorrow', () => {
    const body = sessionBody(sessionRequest({ purpose: 'invoice_payment', agreement: null }));
    expect(body).toMatchObject({ payment_type: 'one_off' });
    expect(body).not.toHaveProperty('card_acceptance_criteria');
    expect(body).not.toHaveProperty('agreement');
  });

  it.each([
    ['9.5', 'KWD', '9.500'],
    ['9.5', 'USD', '9.50'],
    ['950', 'JPY', '950'],
  ])('%s %s is sent as %s', (amount, currency, sent) => {
    expect(sessionBody(sessionRequest({ amount: parseMoney(amount, currency) }))).toMatchObject({
      amount: sent,
    });
  });

  it.each<[CreateSessionRequest['customer'], Record<string, string>]>([
    [{}, {}],
    [{ name: '  نورة   بنت خالد ' }, { customer_first_name: 'نورة', customer_last_name: 'بنت خالد' }],
    [{ name: 'Cher' }, { customer_first_name: 'Cher' }],
    [{ name: 'a\u0000b\nc' }, { customer_first_name: 'a', customer_last_name: 'b c' }],
    [{ name: '😀'.repeat(70) }, { customer_first_name: '😀'.repeat(64) }],
    [{ email: `${'x'.repeat(125)}@a.b`, phone: '+9651234567890123' }, {}],
    [{ email: 'no address', phone: 'call me' }, {}],
    [{ email: null, phone: null, name: null }, {}],
  ])('customer %j', (customer, expected) => {
    const body = sessionBody(sessionRequest({ customer }));
    expect(
      Object.fromEntries(Object.entries(body).filter(([name]) => /^customer_(?!id)/.test(name))),
    ).toEqual(expected);
  });

  it.each<[string, Partial<CreateSessionRequest>]>([
    ['no amount', { amount: parseMoney('0', 'KWD') }],
    ['a credit', { amount: parseMoney('-1', 'KWD') }],
    ['saving a card for money', { purpose: 'save_card' }],
    ['an order number longer than MPGS takes', { orderNo: 'x'.repeat(38) }],
    ['no customer', { gatewayCustomerId: '' }],
    ['a first payment that nothing was agreed about', { agreement: null }],
    [
      'an interval of more than a leap year',
      { agreement: { ...sessionRequest().agreement!, cycleIntervalDays: 367 } },
    ],
    ['no cycle', { agreement: { ...sessionRequest().agreement!, totalCycles: 0 } }],
    ['a date in another form', { agreement: { ...sessionRequest().agreement!, startDate: '01/03/2026' } }],
  ])('is our own mistake: %s', (_name, over) => {
    expect(() => sessionBody(sessionRequest(over))).toThrow(GatewayArgumentError);
  });

  it('cards of the sandbox and live cards are two lists', () => {
    expect(listCardsBody({ gatewayCustomerId: 'c' }, true)).toEqual({ type: 'sandbox', customer_id: 'c' });
    expect(listCardsBody({ gatewayCustomerId: 'c', agreementId: 'a', pgCodes: ['p'] }, false)).toEqual({
      type: 'production',
      customer_id: 'c',
      agreement_id: 'a',
      pg_codes: ['p'],
    });
  });

  it('dates go out with the day first', () => expect(ottuDate('2026-12-31')).toBe('31/12/2026'));
});
