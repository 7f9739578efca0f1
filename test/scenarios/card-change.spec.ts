import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { type Subscription, World } from '../support/world.js';
import { invoiceStatuses, truth } from './support/books.js';
import { events, led, payable, payAt, payLink, tries } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('a change of card', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  interface Setup {
    url: string;
    session_id: string;
    expires_at: string;
    public_key: string | null;
  }

  const setUp = ({ customer, id }: Subscription) => {
    const asked = { subscription: id, return_url: 'http://127.0.0.1:1/back' };
    return world.post<Setup>(`/v1/customers/${customer}/cards/setup`, asked);
  };
  const cardOf = async ({ id, customer }: Subscription) => {
    const { card } = await world.subscription(id);
    const { data } = await world.get<{ data: { id: string; brand: string }[] }>(
      `/v1/customers/${customer}/cards`,
    );
    return data.find((one) => one.id === card)!.brand;
  };
  const agreements = () =>
    engine.sql<{ status: string; is_card_of_subscription: boolean }>(
      `SELECT g.status, g.card_id = s.card_id AS is_card_of_subscription FROM agreements g
       JOIN subscriptions s ON s.id = g.subscription_id WHERE g.merchant_id = $1 ORDER BY g.id`,
      [world.merchant.id],
    );

  it('on the hosted page moves the agreement, and the next period is charged on the new card', async () => {
    const subscription = await world.subscriber();
    const setup = await setUp(subscription);
    expect(setup).toMatchObject({ url: expect.stringContaining(setup.session_id), public_key: null });
    expect(await world.call('PATCH', '/v1/merchant', { ottu_public_key: 'pub_sdk' })).toMatchObject({
      status: 200,
    });
    const { url, session_id } = setup;
    expect(await setUp(subscription)).toMatchObject({ url, session_id, public_key: 'pub_sdk' });
    await payAt(setup.url, 'approved_mastercard');
    await world.rest();
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    expect(await agreements()).toEqual([{ status: 'active', is_card_of_subscription: true }]);
    expect(await events(world, 'card.changed')).toMatchObject([
      { card: { brand: 'MASTERCARD' }, old_card: { brand: 'VISA' } },
    ]);
    await showsWhoseCardsWereAskedFor(subscription.customer);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    const [, renewal] = (await truth(world)).charges as unknown as { token: string }[];
    const { cards } = await world.control<{ cards: { token: string; brand: string }[] }>(
      'GET',
      '/control/state',
    );
    expect(cards.find(({ token }) => token === renewal!.token)!.brand).toBe('MASTERCARD');
    await proveTheEnd(world);
  });

  /** In the log of calls: those about cards name their owner, and can be read by it. */
  async function showsWhoseCardsWereAskedFor(customer: string): Promise<void> {
    interface Call {
      endpoint: string;
      customer: string | null;
    }
    const calls = async (query: string) =>
      (await world.get<{ data: Call[] }>(`/v1/ops/calls?limit=100${query}`)).data;
    const of = `&customer=${customer}`;
    await waitFor(
      'the calls to be written',
      () => calls(of),
      (found) => found.length >= 2,
    );
    expect(new Set((await calls(of)).map((call) => `${call.endpoint} ${call.customer}`))).toEqual(
      new Set([`cards ${customer}`]),
    );
    const owners = (await calls('')).filter((call) => call.customer !== null);
    expect(owners).toEqual(await calls(of));
    expect(await calls(`&customer=${(await world.createCustomer()).id}`)).toEqual([]);
    const refused = async (query: string) => (await world.call('GET', `/v1/ops/calls?${query}`)).status;
    expect(await refused('customer=cus_01jd0z2m3n4p5q6r7s8t9v0w1x')).toBe(422);
    expect(await refused('customer=7')).toBe(400);
    expect(await refused(`customer=${customer}&charge=chg_01jd0z2m3n4p5q6r7s8t9v0w1x`)).toBe(422);
  }

  it('when the old card was refused has what is open tried with the new one', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '43' });
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    await payAt((await setUp(subscription)).url, 'approved_mastercard');
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'mit succeeded']);
    expect((await world.subscription(subscription.id)).status).toBe('active');
    await proveTheEnd(world);
  });

  it('while a charge of the old card is in doubt leaves that charge what it was', async () => {
    const subscription = await world.subscriber({ card: 'then_no_answer_paid' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit unknown']);
    const [{ card_id: snapshot }] = (await engine.sql<{ card_id: bigint }>(
      `SELECT card_id FROM attempts WHERE merchant_id = $1 AND kind = 'mit'`,
      [world.merchant.id],
    )) as [{ card_id: bigint }];
    await payAt((await setUp(subscription)).url, 'approved_mastercard');
    await world.rest();
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    await world.advanceTo('2027-02-10T09:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    const rows = await engine.sql<{ card_id: bigint }>(
      `SELECT card_id FROM attempts WHERE merchant_id = $1 AND kind = 'mit'`,
      [world.merchant.id],
    );
    expect(rows).toEqual([{ card_id: snapshot }]);
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    await proveTheEnd(world);
  });

  it('happens also by paying a link with another card', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await payAt(await led(await payLink(world)), 'approved_mastercard');
    await world.rest();
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded', 'mit succeeded']);
    await proveTheEnd(world);
  });

  it('on one page while another is used is learnt in any order: the card that was used last is charged', async () => {
    await world.setPlatform({ card_told_in: 'retrieve' });
    const subscription = await world.subscriber();
    const inForce = async () => {
      const { card } = await world.subscription(subscription.id);
      const { data } = await world.get<{ data: { id: string; last_four: string }[] }>(
        `/v1/customers/${subscription.customer}/cards`,
      );
      return data.find((one) => one.id === card)!.last_four;
    };
    const pagesOf = async (due: string) => {
      await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
      await world.advanceTo(due);
      return { saving: (await setUp(subscription)).url, paying: await led(await payLink(world)) };
    };
    const unheard = () => world.fault({ endpoint: 'webhook' }, { type: 'lost' });

    const first = await pagesOf('2027-02-10T06:00:00Z');
    await unheard();
    await payAt(first.saving, 'approved_mastercard');
    await payAt(first.paying, 'approved_visa_4242');
    await world.rest();
    expect(await inForce()).toBe('4242');
    // Not heard once: that decides nothing.
    await world.fault({ endpoint: 'cards' }, { type: 'error_before', status: 503, body: {} });
    await world.advanceBy({ hours: 2 });
    expect(await inForce()).toBe('4242');

    const second = await pagesOf('2027-03-10T06:00:00Z');
    await unheard();
    await payAt(second.paying, 'approved_visa_mpgs');
    await payAt(second.saving, 'approved_mastercard');
    await world.rest();
    await world.advanceBy({ hours: 1 });
    expect(await inForce()).toBe('4444');
    await world.advanceTo('2027-04-10T06:00:00Z');
    expect(await tries(world)).toEqual([
      'cit succeeded',
      ...['mit declined', 'cit succeeded'],
      ...['mit declined', 'cit succeeded'],
      'mit succeeded',
    ]);
    await proveTheEnd(world);
  });

  it('is not undone by a list of cards that lags behind: no other page was used since this one was opened', async () => {
    await world.setPlatform({ card_told_in: 'retrieve' });
    const subscription = await world.subscriber();
    const lag = async () => {
      const headers = { authorization: 'Api-Key sim_ottu_api_key', 'content-type': 'application/json' };
      const body = JSON.stringify({ type: 'sandbox', customer_id: subscription.customer });
      const asked = await fetch(`${world.simulator.url}/b/pbl/v2/card/`, { method: 'POST', headers, body });
      const before = ((await asked.json()) as object[]).slice(-1);
      await world.fault({ endpoint: 'cards' }, { type: 'error_before', status: 200, body: before }, { times: null }); // prettier-ignore
    };
    await world.advanceTo('2027-01-20T06:00:00Z');
    const { url } = await setUp(subscription);
    await lag();
    await payAt(url, 'approved_mastercard');
    await world.rest();
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    await world.clearFaults();
    // Nor where the page tells no card: then the list has a while to catch up.
    await world.setPlatform({ card_told_in: 'payment' });
    const { url: untold } = await setUp(subscription);
    await lag();
    await payAt(untold, 'approved_visa_4242');
    await world.advanceBy({ minutes: 6 });
    await world.clearFaults();
    await world.advanceBy({ minutes: 10 });
    expect(await cardOf(subscription)).toBe('VISA');
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    await proveTheEnd(world);
  });

  it('that nobody finishes changes nothing, and its page is closed', async () => {
    const subscription = await world.subscriber();
    await setUp(subscription);
    await world.advanceTo('2027-01-12T06:00:00Z');
    expect(await payable(world)).toEqual([]);
    expect(await cardOf(subscription)).toBe('VISA');
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('is refused where a card has no use, and of another customer', async () => {
    const subscription = await world.subscriber();
    const stranger = await world.createCustomer();
    const ask = (customer: string, id: string) =>
      world.call<{ code: string }>('POST', `/v1/customers/${customer}/cards/setup`, { subscription: id });
    expect(await ask(stranger.id, subscription.id)).toMatchObject({
      status: 422,
      body: { code: 'rule_violation', errors: [{ field: 'subscription' }] },
    });
    expect((await ask('cus_01jd0z2m3n4p5q6r7s8t9v0w1x', subscription.id)).status).toBe(404);
    const begun = await world.subscribe(stranger, await world.createPrice());
    expect((await ask(stranger.id, begun.id)).status).toBe(409);
    await world.cancel(subscription.id, 'now');
    expect((await ask(subscription.customer, subscription.id)).status).toBe(409);
    await world.advanceTo('2027-01-12T06:00:00Z');
    await proveTheEnd(world);
  });
});
