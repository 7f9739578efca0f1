import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoicesOf } from './support/billing.js';
import { books } from './support/books.js';
import { type Change, changeBody } from './support/life.js';
import { events, led, payAt } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('a change that waits for a consent', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-01T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const at = (id: string, path: string) => `/v1/subscriptions/${id}/${path}`;

  /** Has agreed to ten a month. */
  async function bounded(): Promise<Subscription> {
    const { id: customer } = await world.createCustomer();
    const body = { customer, items: [{ price: await world.createPrice() }], agreement_max_amount: '10.000' };
    const subscription = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(subscription);
    await world.rest();
    return subscription;
  }

  async function askForMore({ id }: Subscription, price: string) {
    const body = await changeBody(world, id, { price }, { when: 'now', consent: 'request' });
    const preview = await world.post<Change['change']>(at(id, 'preview'), body);
    expect(preview).toMatchObject({ needs_consent: true, invoice: { total: expect.any(String) } });
    return world.post<Change & { consent_url: string; scheduled_change: string }>(at(id, 'change'), body);
  }

  it('beyond what the customer agreed to is made and shared as of the day on which they agree, dropped with the period, or taken back', async () => {
    const [willing, silent, other] = [await bounded(), await bounded(), await bounded()];
    const price = await world.createPrice({ amount: '31.000' });
    const asking = (of: Subscription) => askForMore(of, price);
    const planned = async ({ id }: Subscription) =>
      (await world.get<{ data: object[] }>(`/v1/subscriptions/${id}/scheduled-changes`)).data;

    const totals = async () =>
      (await books(world)).invoices.map(({ total }) => total).sort((a, b) => Number(a - b));

    const made = await asking(willing);
    expect(made.change).toMatchObject({ needs_consent: true, invoice: { id: null, total: '21.500' } });
    await asking(silent);
    const undone = await asking(other);
    expect(await planned(willing)).toMatchObject([
      { needs_consent: true, on_consent: true, at: '2027-02-01T06:00:00.000Z', status: 'pending' },
    ]);
    await world.call('DELETE', `/v1/subscriptions/${other.id}/scheduled-changes/${undone.scheduled_change}`);
    await world.rest();
    expect((await books(world)).invoices).toHaveLength(3);

    // Ten days later: 21 of 31 days are left, of 31.000 and of 9.500.
    await world.advanceTo('2027-01-11T06:00:00Z');
    await payAt(await led(made.consent_url));
    await world.rest();
    expect(await planned(willing)).toEqual([]);
    expect(await totals()).toEqual([9500n, 9500n, 9500n, 14_565n]);
    expect(await events(world, 'subscription.changed')).toMatchObject([
      { subscription_id: willing.id, reason: 'the customer agreed to it' },
    ]);
    await world.advanceTo('2027-02-01T06:00:00Z');
    expect((await totals()).slice(3)).toEqual([9500n, 9500n, 14_565n, 31_000n]);
    expect(await events(world, 'subscription.change_failed')).toMatchObject([
      { subscription_id: silent.id, reason: expect.stringContaining('has not agreed to it') },
    ]);
    await proveTheEnd(world);
  });

  it('that was agreed to in time is made, though the clock looks late: as of then, or with the next period if it had to wait', async () => {
    const [late, waiting] = [await bounded(), await bounded()];
    const price = await world.createPrice({ amount: '31.000' });
    const asked = [await askForMore(late, price), await askForMore(waiting, price)];
    await world.advanceTo('2027-01-11T06:00:00Z');
    for (const { consent_url } of asked) await payAt(await led(consent_url));
    // What they agreed to is known, and not made yet.
    await world.round();
    const until = '2027-02-01T06:00:00Z';
    const of = `(SELECT id FROM subscriptions WHERE public_id = $2)`;
    // As an open invoice would have put it off, again and again, until then.
    await world.engine.sql(`UPDATE scheduled_changes SET at = $1 WHERE subscription_id = ${of}`, [until, waiting.id]); // prettier-ignore
    await world.engine.sql(`UPDATE subscriptions SET next_change_at = $1 WHERE public_id = $2`, [until, waiting.id]); // prettier-ignore
    await world.jumpTo('2027-02-03T06:00:00Z');
    await world.rest();
    expect(await events(world, 'subscription.change_failed')).toEqual([]);
    const billed = async ({ id }: Subscription) =>
      (await invoicesOf(world)).filter(({ subscription }) => subscription === id).map(({ total }) => total);
    // Of 31 days, 21 were left of 31.000 and of 9.500.
    expect(await billed(late)).toEqual(['9.500', '14.565', '31.000']);
    expect(await billed(waiting)).toEqual(['9.500', '31.000']);
    await world.advanceTo('2027-02-10T06:00:00Z');
    await proveTheEnd(world);
  });
});
