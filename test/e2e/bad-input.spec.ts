import { randomUUID } from 'node:crypto';
import { Api, type Json } from '../support/api-client.js';
import { newMerchant } from './support/merchant-cli.js';
import { CARDS, payByHttp } from '../support/hosted-page.js';
import { waitFor } from '../support/wait.js';
import { exampleBody, operationsOf } from './support/openapi.js';
import { type Refusal, refusalOf } from './support/problem.js';
import { Stage, STORY_MS } from './support/stage.js';

let stage: Stage;
let stranger: Api;
/** Rows of our own; and ids of another merchant's, by what stands before them in an address. */
const ours = { customer: '', price: '', canceled: '' };
const theirs: Record<string, string> = {};

const usedKey = randomUUID();

beforeAll(async () => {
  stage = await Stage.set();
  const { shop } = stage;
  await shop.open();
  const subscriber = await shop.newSubscriber();
  Object.assign(ours, { customer: subscriber.customer, price: shop.price });
  ours.canceled = (await shop.newSubscriber()).id;
  await shop.api.post(`/v1/subscriptions/${ours.canceled}/cancel`, { when: 'now' });
  await shop.api.post('/v1/customers', { name: 'N' }, { 'idempotency-key': usedKey });
  stranger = new Api(stage.engine.url, newMerchant(stage.engine).key);
  await openTheirShop();
  await stage.books.settle();
}, STORY_MS);

afterAll(() => stage.strike());

async function openTheirShop(): Promise<void> {
  const clock = await stranger.post('/v1/test-clocks', { now: '2027-01-31T09:00:00Z' });
  const customer = await stranger.post('/v1/customers', { name: 'N' });
  const price = { currency: 'KWD', amount: '1.000', interval: 'month' };
  const plan = await stranger.post('/v1/plans', { name: 'Silver', prices: [price] });
  const order = { customer: customer.id, items: [{ price: plan.prices[0].id }] };
  const subscription = await stranger.post('/v1/subscriptions', order, { 'idempotency-key': randomUUID() });
  const first = async (path: string): Promise<Json> => (await stranger.get(path)).data[0];
  const charge = await first('/v1/charges');
  Object.assign(theirs, {
    customers: customer.id,
    plans: plan.id,
    prices: plan.prices[0].id,
    subscriptions: subscription.id,
    invoices: (await first('/v1/invoices')).id,
    charges: charge.id,
    manual: charge.attempts[0].id,
    events: (await first('/v1/events')).id,
    'test-clocks': clock.id,
  });
}

/** Nothing half done: not a byte of any merchant's business differs afterwards. */
async function refused(send: () => ReturnType<Api['send']>): Promise<Refusal> {
  const before = await stage.books.fingerprint();
  const refusal = refusalOf(await send());
  expect(await stage.books.fingerprint()).toEqual(before);
  return refusal;
}

const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  refused(() => stage.engine.api.send('POST', path, body, headers));
const price = (more: object) => ({
  name: 'Gold',
  prices: [{ currency: 'KWD', amount: '9.500', interval: 'month', ...more }],
});
const malformed = (...fields: string[]): Refusal => ({ status: 400, code: 'invalid_request', fields });

describe('Who is nobody', () => {
  test.each([
    ['without a key', null],
    ['with a key that is none', 'sesame'],
    ['with a key of nobody', `perennial_sandbox_${'0'.repeat(26)}_${'a'.repeat(43)}`],
  ])('%s may do nothing', async (_how, key) => {
    const nobody = new Api(stage.engine.url, key);
    const refusal = await refused(() => nobody.send('POST', '/v1/customers', { name: 'N' }));
    expect(refusal).toEqual({ status: 401, code: 'unauthorized', fields: [] });
  });
});

describe('A body that cannot be meant', () => {
  test('with a field that nobody knows', async () => {
    expect(await post('/v1/customers', { name: 'N', colour: 'red' })).toEqual(malformed('colour'));
  });

  test.each([
    ['a number for an amount', { amount: 9.5 }, 'amount'],
    ['too many digits for the currency', { amount: '9.5001' }, 'amount'],
    ['a negative amount', { amount: '-1.000' }, 'amount'],
    ['an amount in words', { amount: 'nine' }, 'amount'],
    ['a currency that is none', { currency: 'KWX' }, 'currency'],
    ['an interval that is none', { interval: 'fortnight' }, 'interval'],
    ['a text for a count', { interval_count: '1' }, 'interval_count'],
  ])('with %s', async (_what, more, field) => {
    expect(await post('/v1/plans', price(more))).toEqual(malformed(`prices.0.${field}`));
  });

  test('with several faults is told all of them at once', async () => {
    const body = { name: 7, prices: [{ currency: 'KWD', amount: '9.5001', interval: 'month' }], x: 1 };
    const { fields } = await post('/v1/plans', body);
    expect(fields.sort()).toEqual(['name', 'prices.0.amount', 'x']);
  });

  test('with something like a card number in it', async () => {
    const body = { name: 'N', metadata: { note: 'pays with 4111 1111 1111 1111' } };
    const refusal = { status: 422, code: 'card_number_refused', fields: ['metadata.note'] };
    expect(await post('/v1/customers', body)).toEqual(refusal);
  });

  test('of a megabyte', async () => {
    const body = { name: 'N', metadata: { note: 'x'.repeat(1_048_576) } };
    expect(await post('/v1/customers', body)).toEqual({ status: 413, code: 'payload_too_large', fields: [] });
  });

  test.each([
    ['JSON that breaks off', '{"name": "N"'],
    ['a list', '[]'],
    ['no text at all', Buffer.from([0xff, 0xfe])],
  ])('%s', async (_what, body) => {
    expect(await post('/v1/customers', body)).toEqual({ status: 400, code: 'invalid_json', fields: [] });
  });
});

describe('A request that comes at the wrong time', () => {
  test('to cancel what is canceled', async () => {
    const path = `/v1/subscriptions/${ours.canceled}/cancel`;
    expect(await post(path, { when: 'now' })).toEqual({ status: 409, code: 'conflict', fields: [] });
  });

  test('to subscribe without a key under which it could be repeated', async () => {
    const body = { customer: ours.customer, items: [{ price: ours.price }] };
    const refusal = { status: 400, code: 'idempotency_key_required', fields: ['Idempotency-Key'] };
    expect(await post('/v1/subscriptions', body)).toEqual(refusal);
  });

  test('under a key that was used with another body', async () => {
    const refusal = { status: 422, code: 'idempotency_key_reused', fields: ['Idempotency-Key'] };
    expect(await post('/v1/customers', { name: 'M' }, { 'idempotency-key': usedKey })).toEqual(refusal);
  });

  test('under a key that was used with the same body gets the same answer and makes nothing', async () => {
    const before = await stage.books.fingerprint();
    const send = () =>
      stage.engine.api.send('POST', '/v1/customers', { name: 'N' }, { 'idempotency-key': usedKey });
    const answer = await send();
    expect(answer).toMatchObject({ status: 201, body: { name: 'N' } });
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    expect(await stage.books.fingerprint()).toEqual(before);
  });
});

describe("What is another merchant's is not there", () => {
  test('whatever route it is asked for by', async () => {
    const document = await stage.engine.api.get('/openapi.json');
    // A day and a use of credentials are nobody's.
    const names = /^\/v1\/.*\{(?!(?:day|use)\b)\w+\}/;
    const routes = operationsOf(document).filter(({ path }) => names.test(path));
    expect(routes.length).toBeGreaterThan(15);
    for (const { name, method, path, operation } of routes) {
      const address = path.replace(/([a-z-]+)\/\{\w+\}/, (_, kind: string) => `${kind}/${theirs[kind]}`);
      const body = exampleBody(document, operation);
      const headers = { 'idempotency-key': randomUUID() };
      const refusal = await refused(() =>
        stage.engine.api.send(method.toUpperCase(), address, body, headers),
      );
      expect({ name, ...refusal }).toEqual({ name, status: 404, code: 'not_found', fields: [] });
    }
  });

  test.each(['customer', 'items'])('in the body of a subscription: %s', async (field) => {
    const body = {
      customer: field === 'customer' ? theirs.customers! : ours.customer,
      items: [{ price: field === 'items' ? theirs.prices! : ours.price }],
    };
    const { status, code, fields } = await post('/v1/subscriptions', body, {
      'idempotency-key': randomUUID(),
    });
    expect({ status, code }).toEqual({ status: 422, code: 'rule_violation' });
    expect(fields[0]).toMatch(new RegExp(`^${field}`));
  });
});

describe('What billing could not keep', () => {
  const month = { currency: 'KWD', interval: 'month' };
  const tier = (more: object) => ({ unit_amount: '1.000', ...more });
  const sold = { dollars: '', year: '', subscription: '', item: '', meter: '' };
  const at = (what: string) => `/v1/subscriptions/${what}`;
  const order = (more: object) => ({ customer: ours.customer, items: [{ price: ours.price }], ...more });
  const newKey = () => ({ 'idempotency-key': randomUUID() });
  beforeAll(async () => {
    const { api } = stage.engine;
    const usage = { ...month, model: 'per_unit', amount: '0.010', usage: { aggregation: 'sum' } };
    const prices = [{ ...month, amount: '2.000' }, usage, { ...month, currency: 'USD', amount: '3.00' }, { ...month, interval: 'year', amount: '20.000' }]; // prettier-ignore
    const [fixed, meter, dollars, year] = (await api.post('/v1/plans', { name: 'Silver', prices })).prices;
    const once = { code: 'ONE', name: 'One', percent_off: '10', duration: 'once', max_redemptions: 1 };
    await api.post('/v1/coupons', once);
    const customer = await stage.shop.newCustomer();
    const items = [{ price: fixed.id }, { price: meter.id }];
    const body = { customer, items, coupons: ['ONE'], agreement_days: 60 };
    const made = await api.post('/v1/subscriptions', body, newKey());
    await payByHttp(made.checkout.url, CARDS.approved);
    await stage.shop.activated(made.id);
    const [item, metered] = made.items;
    // A new consent is looked over once more by the clock, which would look like something that a request did.
    const agreements = async () => (await stage.books.fingerprint()).agreements;
    await waitFor('the consent to rest', async () => [await agreements(), await new Promise((done) => setTimeout(done, 2000)), await agreements()], ([a, , b]) => a === b); // prettier-ignore
    Object.assign(sold, { dollars: dollars.id, year: year.id, subscription: made.id, item: item.id, meter: metered.id }); // prettier-ignore
  }, STORY_MS);
  const broken = (...fields: string[]): Refusal => ({ status: 422, code: 'rule_violation', fields });
  const use = (of: string, more: object) =>
    [at(`${of}/usage`), { item: sold.meter, quantity: 1, key: 'k', ...more }] as const;
  const change = (more: object) =>
    [at(`${sold.subscription}/change`), { items: [{ item: sold.item, ...more }] }] as const;

  test.each<[string, () => readonly [string, object], Refusal]>([
    ['tiers that overlap', () => ['/v1/plans', price({ amount: undefined, model: 'graduated', tiers: [tier({ up_to: 1000 }), tier({ from: 900 })] })], malformed('prices.0.tiers.1.from')], // prettier-ignore
    ['a price in another currency', () => ['/v1/subscriptions', order({ items: [{ price: ours.price }, { price: sold.dollars }] })], broken('items.1.price')], // prettier-ignore
    ['a change to what is there', () => change({ quantity: 1 }), broken('items')],
    ['a change to another currency', () => change({ price: sold.dollars }), broken('items.0.price')],
    ['a change to a year beyond what was agreed', () => [at(`${sold.subscription}/change`), { when: 'period_end', items: [{ item: sold.item, price: sold.year }, { item: sold.meter, remove: true }] }], { status: 422, code: 'consent_needed', fields: ['items'] }], // prettier-ignore
    ['a period longer than the agreement', () => ['/v1/subscriptions', order({ agreement_days: 20 })], broken('agreement_days')], // prettier-ignore
    ['a coupon past its limit', () => ['/v1/subscriptions', order({ coupons: ['ONE'] })], broken('coupons.0')], // prettier-ignore
    ['the same coupon on what runs', () => [at(`${sold.subscription}/coupons`), { code: 'ONE' }], broken('code')], // prettier-ignore
    ['usage of what was canceled', () => use(ours.canceled, {}), { status: 409, code: 'conflict', fields: [] }], // prettier-ignore
    ['usage from before the window', () => use(sold.subscription, { timestamp: '2026-01-01T00:00:00Z' }), broken('timestamp')], // prettier-ignore
    ['none of it', () => ['/v1/subscriptions', order({ items: [{ price: ours.price, quantity: 0 }] })], malformed('items.0.quantity')], // prettier-ignore
    ['a milliard of it', () => ['/v1/subscriptions', order({ items: [{ price: ours.price, quantity: 1e9 }] })], malformed('items.0.quantity')], // prettier-ignore
    ['a change to none of it', () => change({ quantity: 0 }), malformed('items.0.quantity')],
    ['a change to a milliard of it', () => change({ quantity: 1e9 }), malformed('items.0.quantity')],
    ['a line of none of it', () => [at(`${sold.subscription}/pending-lines`), { description: 'A', unit_amount: '1.000', currency: 'KWD', quantity: 0 }], malformed('quantity')], // prettier-ignore
  ])('%s', async (_what, request, refusal) => {
    expect(await post(...request(), newKey())).toEqual(refusal);
  });

  test('a line of an import whose id stands in it already', async () => {
    const { customers: before } = await stage.books.fingerprint();
    const type = { 'content-type': 'text/csv' };
    const sent = await stage.engine.api.send('POST', '/v1/imports?kind=customers&dry_run=true', 'external_id,name\nc1,A\nc1,B\n', type); // prettier-ignore
    expect(sent).toMatchObject({ status: 202 });
    const path = `/v1/imports/${sent.body.id}`;
    const api = stage.engine.api;
    await waitFor('the import to end', () => api.get(path), ({ state }) => state === 'done'); // prettier-ignore
    const { data } = await api.get(`${path}/errors`);
    expect(data).toMatchObject([{ line: 3, errors: [{ field: 'external_id' }] }]);
    expect((await stage.books.fingerprint()).customers).toBe(before);
  });
});
