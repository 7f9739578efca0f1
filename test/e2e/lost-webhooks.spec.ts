import { CARDS, payByHttp } from '../support/hosted-page.js';
import { Stage, STORY_MS } from './support/stage.js';
import type { Subscription } from './support/shop.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
}, STORY_MS);

afterAll(() => stage.strike());

/** A customer at the hosted page, whose webhooks the simulator will treat like this. */
async function customerAtThePage(action?: object, endpoint = 'webhook'): Promise<Subscription> {
  const subscription = await stage.shop.subscribe(await stage.shop.newCustomer());
  const match = { endpoint, customer_id: subscription.customer };
  if (action) await stage.engine.simulator.post('/control/faults', { match, action });
  return subscription;
}

async function expectPaidOnce({ id, customer }: Subscription): Promise<void> {
  await stage.shop.activated(id);
  expect((await stage.engine.simulator.get(`/truth?customer_id=${customer}`)).charges).toHaveLength(1);
  expect((await stage.shop.attempts(id)).map(({ status }) => status)).toEqual(['succeeded']);
  expect(await stage.books.faults()).toEqual([]);
}

function heardOf({ id }: Subscription): Promise<{ status: string }[]> {
  return stage.books.query(
    `SELECT w.status FROM inbound_webhooks w JOIN attempts a ON a.order_no = w.order_no
     JOIN subscriptions s ON s.id = a.subscription_id WHERE s.public_id = $1 ORDER BY w.id`,
    [id],
  );
}

describe('The first payment, when its webhook', () => {
  test('never comes, is found by asking', async () => {
    const subscription = await customerAtThePage({ type: 'lost' });
    await payByHttp(subscription.checkout!.url, CARDS.approved);
    expect(await stage.shop.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });
    await stage.shop.advanceBy({ minutes: 6 });
    await expectPaidOnce(subscription);
    expect(await heardOf(subscription)).toEqual([]);
  });

  test('comes twice, is booked once', async () => {
    const subscription = await customerAtThePage({ type: 'duplicate', n: 2 });
    await payByHttp(subscription.checkout!.url, CARDS.approved);
    await expectPaidOnce(subscription);
    expect(await heardOf(subscription)).toEqual([
      { status: 'processed' },
      { status: 'duplicate' },
      { status: 'duplicate' },
    ]);
  });

  test('comes an hour late, was found long before', async () => {
    const subscription = await customerAtThePage({ type: 'late', seconds: 3600 });
    await payByHttp(subscription.checkout!.url, CARDS.approved);
    await stage.shop.advanceBy({ minutes: 6 });
    await expectPaidOnce(subscription);
    expect(await heardOf(subscription)).toEqual([]);
    await stage.shop.advanceBy({ hours: 2 });
    await expectPaidOnce(subscription);
    expect(await heardOf(subscription)).toEqual([{ status: 'processed' }]);
  });

  test('is overtaken by the one after it, ends as it really did', async () => {
    const subscription = await customerAtThePage({ type: 'reorder' });
    const { url } = subscription.checkout!;
    expect(await payByHttp(url, CARDS.insufficientFunds)).toContain('data-state="attempted"');
    expect(await payByHttp(url, CARDS.approved)).toContain('data-state="paid"');
    await expectPaidOnce(subscription);
    // Success first, then the decline that came before it.
    expect(await heardOf(subscription)).toEqual([{ status: 'processed' }, { status: 'processed' }]);
  });

  test('cannot be proven to come from Ottu, is found by asking', async () => {
    const subscription = await customerAtThePage({ type: 'bad_signature' });
    await payByHttp(subscription.checkout!.url, CARDS.approved);
    const refused = await stage.books.query(`SELECT reason FROM inbound_webhooks WHERE status = 'refused'`);
    expect(refused).toHaveLength(1);
    expect(await stage.shop.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });
    await stage.shop.advanceBy({ minutes: 6 });
    await expectPaidOnce(subscription);
  });
});

describe('The page for the first payment', () => {
  test.each(['drop_before', 'drop_after', 'error_before', 'error_after'])(
    'that could not be opened (%s) is opened when the same request comes again',
    async (type) => {
      const { shop } = stage;
      const customer = await shop.newCustomer();
      const match = { endpoint: 'create', customer_id: customer };
      await stage.engine.simulator.post('/control/faults', { match, action: { type } });
      const { body, headers } = shop.order(customer);
      const failed = await shop.api.send('POST', '/v1/subscriptions', body, headers);
      expect(failed).toMatchObject({ status: 503, body: { code: 'gateway_unavailable' } });
      expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);

      const { id, checkout } = await shop.api.post<Subscription>('/v1/subscriptions', body, headers);
      await payByHttp(checkout!.url, CARDS.approved);
      await shop.activated(id);
      const { data } = await shop.api.get(`/v1/subscriptions?customer=${customer}`);
      expect(data).toHaveLength(1);
      expect((await shop.attempts(id)).map(({ status }) => status)).toEqual(['abandoned', 'succeeded']);
      expect(await stage.books.faults()).toEqual([]);
    },
  );

  test('can still be paid by a customer who had to look for the card', async () => {
    const subscription = await customerAtThePage();
    await stage.shop.advanceBy({ hours: 3 });
    await payByHttp(subscription.checkout!.url, CARDS.approved);
    await expectPaidOnce(subscription);
  });

  test('that nobody uses for a day takes the subscription with it, and no money', async () => {
    const subscription = await customerAtThePage();
    await stage.shop.advanceBy({ days: 3 });
    expect(await stage.shop.subscription(subscription.id)).toMatchObject({ status: 'ended', checkout: null });
    await expect(payByHttp(subscription.checkout!.url, CARDS.approved)).rejects.toThrow('no card form');
    expect(await stage.books.faults()).toEqual([]);
    expect(await stage.books.unfinished()).toEqual([]);
  });
});
