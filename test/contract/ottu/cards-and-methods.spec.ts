import type { HttpOutcome } from '../../../src/gateway/ottu/one-outcome.js';
import { deleteCardPath } from '../../../src/gateway/ottu/ottu-mapper.js';
import { readDeletedCard } from '../../../src/gateway/ottu/read-deleted-card.js';
import { readPaymentMethods } from '../../../src/gateway/ottu/read-payment-methods.js';
import { CARDS, Desk } from './support/desk.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const answered = (status: number, body: unknown = null, retryAfter: string | null = null): HttpOutcome => ({
  kind: 'answered',
  status,
  retryAfter,
  body: Buffer.from(typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body)),
});
const LOST: HttpOutcome = { kind: 'failed', code: 'timeout', httpStatus: null, message: 'late' };

/** Page: docs.ottu.com/developers/payments/payment-methods (PGPaymentMethods in its reference). */
const method = (over: object = {}) => ({
  code: 'credit-card',
  name: 'Cards',
  pg: 'mpgs',
  is_sandbox: true,
  logo: 'https://shop.ottu.net/logo.svg',
  wallets: ['ApplePay'],
  payment_services: [{ code: 'google_pay', name: 'Google Pay', name_ar: 'جوجل' }],
  default_currency: 'KWD',
  accepted_currencies: ['KWD', 'USD'],
  operation: 'purchase',
  operations: ['refund', 'void'],
  is_tokenizable: true,
  auto_debit_enabled: true,
  tags: [],
  ...over,
});

/** Page: docs.ottu.com/developers/cards-and-tokens/user-cards (deleting). */
describe('What an answer to the deletion of a card means', () => {
  it.each<[string, HttpOutcome, string]>([
    ['204', answered(204), 'deleted'],
    ['200 without a word', answered(200), 'deleted'],
    ['200 of a proxy in between', answered(200, '<html>nginx</html>'), 'trouble'],
    ['405 of a proxy in between', answered(405, '<html>nginx</html>'), 'trouble'],
    ['404 in the words of Ottu', answered(404, { detail: 'Not found.' }), 'not_found'],
    ['404 of a proxy in between', answered(404, '<html>nginx</html>'), 'trouble'],
    [
      '400 because an agreement holds the card',
      answered(400, { detail: 'locked to an agreement' }),
      'refused',
    ],
    ['400 in the words of fields', answered(400, { customer_id: ['Required.'] }), 'refused'],
    ['400 without a reason', answered(400, 'Bad Request'), 'trouble'],
    ['405, where cards cannot be deleted', answered(405, { detail: 'Method not allowed' }), 'unavailable'],
    ['403 for a user without the permission', answered(403, { detail: 'No permission' }), 'unauthorized'],
    ['429', answered(429, null, '7'), 'rate_limited'],
    ['a redirect', answered(302), 'trouble'],
    ['500', answered(500), 'trouble'],
    ['silence', LOST, 'trouble'],
  ])('%s', (_what, outcome, kind) => {
    expect(readDeletedCard(outcome, NOW).kind).toBe(kind);
  });

  it('no token leads to another address', () => {
    const card = { token: '../../operation/?x=', gatewayCustomerId: 'cus 1&type=production' };
    expect(deleteCardPath(card, true)).toBe(
      '/b/pbl/v2/card/..%2F..%2Foperation%2F%3Fx%3D/?customer_id=cus+1%26type%3Dproduction&type=sandbox',
    );
  });
});

describe('What a list of payment methods means', () => {
  it('each gateway with what it can do', () => {
    const body = { customer_payment_methods: [], payment_methods: [method()] };
    expect(readPaymentMethods(answered(200, body), NOW)).toEqual({
      kind: 'listed',
      methods: [
        {
          pgCode: 'credit-card',
          name: 'Cards',
          processor: 'mpgs',
          currencies: ['KWD', 'USD'],
          isTokenizable: true,
          canAutoDebit: true,
          wallets: ['apple_pay', 'google_pay'],
          operation: 'purchase',
          operations: ['refund', 'void'],
        },
      ],
    });
  });

  it.each<[string, unknown, string[] | null]>([
    ['the words of a list, in whatever letters', ['Refund', 'VOID'], ['refund', 'void']],
    ['nothing, by an empty list', [], []],
    ['not told, when there is none', undefined, null],
    ['not told, by a text', 'refund', null],
    ['not told, by a list of something else', ['refund', { name: 'void' }], null],
  ])('what can be done with its payments: %s', (_what, operations, read) => {
    const answer = readPaymentMethods(answered(200, { payment_methods: [method({ operations })] }), NOW);
    expect(answer).toMatchObject({ methods: [{ operations: read }] });
  });

  it.each<[string, object]>([
    ['a flag is a text', method({ is_tokenizable: 'true' })],
    ['a flag is missing', method({ auto_debit_enabled: undefined })],
    ['a gateway has no name', method({ code: '' })],
    ['the currencies are no list', method({ accepted_currencies: 'KWD' })],
    ['a currency is none', method({ accepted_currencies: ['Dinar'] })],
  ])('nothing, when %s: a gateway left out would look broken', (_what, one) => {
    const answer = readPaymentMethods(answered(200, { payment_methods: [method(), one] }), NOW);
    expect(answer).toMatchObject({ kind: 'trouble', trouble: { code: 'unreadable' } });
  });

  it.each<[string, HttpOutcome, string]>([
    ['a refusal', answered(400, { plugin: ['This field is required.'] }), 'refused'],
    ['a wrong key', answered(401, { detail: 'Invalid key' }), 'unauthorized'],
    ['too many requests', answered(429), 'rate_limited'],
    ['a list instead of an object', answered(200, []), 'trouble'],
    ['500', answered(500, { payment_methods: [] }), 'trouble'],
    ['silence', LOST, 'trouble'],
  ])('%s is told apart', (_what, outcome, kind) => {
    expect(readPaymentMethods(outcome, NOW).kind).toBe(kind);
  });
});

describe('The platform on the desk', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  it('deletes a card once, and not one that an agreement holds', async () => {
    const { gateway, account, calls } = desk.harness;
    const held = await desk.savedCard(CARDS.good);
    const card = { token: held.token, gatewayCustomerId: 'cus-17' };
    expect(await gateway.deleteCard(account, card)).toMatchObject({ kind: 'refused' });
    expect(await gateway.deleteCard(account, { ...card, gatewayCustomerId: 'cus-18' })).toMatchObject({
      kind: 'not_found',
    });
    // The same agreement moves to another card; the first one is free then.
    await desk.savedCard(CARDS.broke);
    expect(await gateway.deleteCard(account, card)).toEqual({ kind: 'deleted' });
    expect(await gateway.deleteCard(account, card)).toMatchObject({ kind: 'not_found' });
    const told = calls.filter(({ endpoint }) => endpoint === 'card_delete');
    expect(told.map(({ outcome, gatewayCustomerId }) => `${outcome} ${gatewayCustomerId}`)).toEqual([
      'refused cus-17',
      'not_found cus-18',
      'deleted cus-17',
      'not_found cus-17',
    ]);
    expect(JSON.stringify(calls, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(
      held.token,
    );
  });

  it('tells which gateways can be charged later, by currency', async () => {
    const { gateway, account } = desk.harness;
    const listed = async (currency: string) => {
      const answer = await gateway.paymentMethods(account, { currency });
      if (answer.kind !== 'listed') throw new Error(JSON.stringify(answer));
      return Object.fromEntries(answer.methods.map((one) => [one.pgCode, one]));
    };
    const kwd = await listed('KWD');
    expect(kwd['credit-card']).toMatchObject({ isTokenizable: true, canAutoDebit: true });
    expect(kwd['knet']).toMatchObject({ isTokenizable: false, canAutoDebit: false });
    expect((await listed('USD'))['knet']).toBeUndefined();
  });
});
