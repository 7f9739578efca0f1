import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { events, payAt, tries } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

interface Card {
  id: string;
  brand: string;
  status: string;
  reason: string | null;
  is_default: boolean;
  kept_at_ottu: boolean;
}

describe("a customer's cards", () => {
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

  const cardsOf = async (customer: string): Promise<Card[]> =>
    (await world.get<{ data: Card[] }>(`/v1/customers/${customer}/cards`)).data.reverse();
  const sync = (customer: string) =>
    world.call<{ adopted: number; gone: number; back: number; code?: string; next_sync_at: string | null }>(
      'POST',
      `/v1/customers/${customer}/cards/sync`,
    );
  const remove = (id: string) =>
    world.call<Card & { code: string; detail: string }>('DELETE', `/v1/cards/${id}`);
  const changeCard = async ({ id, customer }: Subscription, card: string) => {
    const setup = `/v1/customers/${customer}/cards/setup`;
    await payAt((await world.post<{ url: string }>(setup, { subscription: id })).url, card);
    await world.rest();
  };
  const answerDeletion = (status: number) =>
    world.fault({ endpoint: 'card_delete' }, { type: 'error_before', status, body: { detail: 'No' } });
  /** As a customer does it in the SDK. */
  const vanish = async () => {
    const { cards } = await world.control<{ cards: { token: string }[] }>('GET', '/control/state');
    for (const { token } of cards) await world.control('DELETE', `/control/saved-cards/${token}`);
  };

  it('vanish at Ottu: noticed by night, before the charge, with a link; and the new card goes on', async () => {
    const subscription = await world.subscriber();
    const [card] = await cardsOf(subscription.customer);
    expect((await sync(subscription.customer)).body).toMatchObject({
      adopted: 0,
      gone: 0,
      next_sync_at: '2027-02-09T22:00:00.000Z',
    });
    await vanish();
    await world.advanceTo('2027-02-09T22:00:00Z');
    const [told, ...more] = await events(world, 'card.gone');
    expect(told).toMatchObject({ card_id: card!.id, url: expect.stringContaining('/card/') });
    expect(more).toEqual([]);
    expect(await world.timeline(subscription.id)).toContain('card.gone');
    expect(await cardsOf(subscription.customer)).toMatchObject([
      { status: 'removed', reason: 'Ottu no longer has the card on file' },
    ]);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded']);
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    await changeCard(subscription, 'approved_mastercard');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    expect((await world.subscription(subscription.id)).status).toBe('active');
    expect((await remove(card!.id)).status).toBe(204);
    await proveTheEnd(world);
  });

  it('are not believed gone by an empty list alone, by silence, or by an account that has no list', async () => {
    const subscription = await world.subscriber();
    // The list is empty, and the agreement's card is asked for: it is there.
    await world.fault({ endpoint: 'cards' }, { type: 'error_before', status: 200, body: [] }, { times: 1 });
    expect((await sync(subscription.customer)).body).toMatchObject({ gone: 0 });
    await world.fault(
      { endpoint: 'cards' },
      { type: 'error_before', status: 405, body: { detail: 'Not in KSA' } },
    );
    expect(await sync(subscription.customer)).toMatchObject({
      status: 502,
      body: { code: 'gateway_refused' },
    });
    const [row] = await engine.sql<{ outcome: string; reason: string }>(
      `SELECT outcome, reason FROM card_syncs WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    expect(row).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('405') });
    await world.fault({ endpoint: 'cards' }, { type: 'error_before', status: 200, body: [] }, { times: 2 });
    expect((await sync(subscription.customer)).body).toMatchObject({ gone: 1 });
    expect((await sync(subscription.customer)).body).toMatchObject({ back: 1, gone: 0 });
    expect(await cardsOf(subscription.customer)).toMatchObject([{ status: 'active', reason: null }]);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    await proveTheEnd(world);
  });

  it('can be made default and deleted, when nothing needs them', async () => {
    const subscription = await world.subscriber();
    const stranger = await World.begin(engine, '2027-01-10T06:00:00Z');
    const [visa] = await cardsOf(subscription.customer);
    expect(await remove(visa!.id)).toMatchObject({
      status: 409,
      body: { code: 'conflict', detail: expect.stringContaining(`${subscription.customer}/cards/setup`) },
    });
    expect((await stranger.call('DELETE', `/v1/cards/${visa!.id}`)).status).toBe(404);
    expect((await stranger.call('POST', `/v1/cards/${visa!.id}/default`)).status).toBe(404);
    await stranger.end();
    await changeCard(subscription, 'approved_mastercard');
    const [, master] = await cardsOf(subscription.customer);
    await world.post(`/v1/cards/${visa!.id}/default`, undefined);
    await world.post(`/v1/cards/${master!.id}/default`, undefined);
    expect((await cardsOf(subscription.customer)).map((one) => one.is_default)).toEqual([false, true]);
    // Ottu hangs up: it is charged no more, and the clock asks again. Then the card is said not to be there.
    await answerDeletion(500);
    expect(await remove(visa!.id)).toMatchObject({ status: 202, body: { status: 'deleting' } });
    expect((await world.call('POST', `/v1/cards/${visa!.id}/default`)).status).toBe(409);
    await answerDeletion(404);
    await world.advanceBy({ minutes: 10 });
    expect((await cardsOf(subscription.customer)).map(({ status }) => status)).toEqual(['removed', 'active']);
    expect((await remove(visa!.id)).status).toBe(204);
    await world.advanceTo('2027-01-10T22:30:00Z');
    expect(await events(world, 'card.deletion_postponed')).toHaveLength(2);
    expect((await cardsOf(subscription.customer)).map(({ status }) => status)).toEqual(['removed', 'active']);
    expect((await sync(subscription.customer)).body).toMatchObject({ adopted: 0, back: 0, gone: 0 });
    await world.cancel(subscription.id, 'now');
    await world.rest();
    // Its agreement runs on at Ottu, which keeps the card as long; in Saudi Arabia there is no deletion at all.
    const asked = await remove(master!.id);
    expect(asked).toMatchObject({ status: 202, body: { reason: expect.stringContaining('agreement') } });
    await answerDeletion(405);
    expect((await remove(master!.id)).status).toBe(204);
    expect((await cardsOf(subscription.customer))[1]).toMatchObject({
      status: 'removed',
      kept_at_ottu: true,
    });
    const last = (await sync(subscription.customer)).body;
    expect(last).toMatchObject({ adopted: 0, back: 0, next_sync_at: null });
    expect(await events(world, 'card.deleted')).toHaveLength(3);
    await proveTheEnd(world);
  });

  it('deleted while they are charged: one of the two happens, never both', async () => {
    const subscription = await world.subscriber();
    const [visa] = await cardsOf(subscription.customer);
    const second = await world.subscribe({ id: subscription.customer }, await world.createPrice());
    await world.payOnPage(second, 'approved_mastercard');
    await world.rest();
    await world.jumpTo('2027-02-10T06:00:00Z');
    const now = await world.now();
    const charging = engine.get(RunDue).round({ kind: 'test_clock', merchantId: world.merchant.id }, now);
    const deletions: Promise<{ status: number }>[] = [];
    const moved = changeCard(subscription, 'approved_mastercard');
    for (let i = 0; i < 40; i++) {
      deletions.push(remove(visa!.id));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const statuses = new Set((await Promise.all(deletions)).map(({ status }) => status));
    await Promise.all([charging, moved]);
    await world.rest();
    expect([...statuses].filter((status) => ![202, 204, 409].includes(status))).toEqual([]);
    await world.advanceBy({ hours: 30 });
    expect((await remove(visa!.id)).status).toBe(204);
    const late = await engine.sql(
      `SELECT a.public_id FROM attempts a JOIN cards c ON c.merchant_id = a.merchant_id AND c.id = a.card_id
       WHERE a.merchant_id = $1 AND c.deletion_requested_at < a.sent_at`,
      [world.merchant.id],
    );
    expect(late).toEqual([]);
    expect((await tries(world)).filter((one) => one === 'mit succeeded')).toHaveLength(2);
    await proveTheEnd(world);
  });
});
