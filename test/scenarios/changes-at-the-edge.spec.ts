import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoicesOf, order, type Problem } from './support/billing.js';
import { balanceEntries, books, truth } from './support/books.js';
import { type Change, change, changeBody, refused, scheduled, standing, told } from './support/life.js';
import { events, led, payAt } from './support/links.js';
import { giveNewCard } from './support/new-card.js';
import { proveTheEnd } from './support/proofs.js';

const MONTHLY = { currency: 'KWD', interval: 'month', amount: '9.500' };
const SETUP = { currency: 'KWD', type: 'one_off', amount: '15.000' };
const SUPPORT = { ...MONTHLY, amount: '4.000', billing: 'in_arrears' };

describe('a change where something ends, is owed afterwards, or was given up', () => {
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

  async function sell(...prices: object[]): Promise<string[]> {
    const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'Pro', prices });
    return plan.prices.map(({ id }) => id);
  }
  const at = (id: string, path: string) => `/v1/subscriptions/${id}/${path}`;
  const captured = async () => (await truth(world)).charges.map((one) => one.captured);
  const lastInvoice = async () => (await invoicesOf(world)).at(-1)!;
  const close = async (how: 'void' | 'mark-uncollectible') =>
    world.post(`/v1/invoices/${(await lastInvoice()).id}/${how}`, { reason: 'given up' });
  const declineNext = () =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 1 });

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

  it('a fee that is paid once and comes with a change is on the next invoice, whole, and on no other', async () => {
    const [seat, setup] = await sell(MONTHLY, SETUP);
    const { id } = await order(world, { prices: [seat!] });
    await world.advanceTo('2027-01-16T06:00:00Z');
    const body = { items: [{ price: setup! }] };
    const made = await world.post<{ change: { invoice: null } }>(at(id, 'change'), body);
    expect(made.change.invoice).toBeNull();
    await world.advanceTo('2027-03-02T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '24.500', '9.500']);
    await proveTheEnd(world);
  });

  it('a fee in arrears is neither changed, nor followed by a phase, nor taken up again after a cancel', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const subscription = await order(world, { prices: [seat!, support!] });
    const { id, customer } = subscription;
    const { items } = await standing(world, id);
    const fee = items.find(({ price }) => price === support)!;
    for (const when of ['now', 'period_end']) {
      const body = { items: [{ item: fee.id, quantity: 2 }], when };
      expect(await refused(world, 'POST', at(id, 'change'), body)).toMatchObject({
        status: 422,
        field: 'items',
      });
    }
    const phased = { customer, items: [{ price: seat }], phases: [{ items: [{ price: support }], after_periods: 1 }] }; // prettier-ignore
    expect(await refused(world, 'POST', '/v1/subscriptions', phased)).toMatchObject({ status: 422 });
    // What is paid ahead beside it may change, and the fee is billed for the month as it was.
    const more = { items: [{ item: items.find(({ price }) => price === seat)!.id, quantity: 2 }] };
    await world.post(at(id, 'change'), { ...more, when: 'period_end' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '23.000']);
    await world.cancel(id, 'now');
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '23.000', '4.000']);
    expect(await refused(world, 'POST', at(id, 'reactivate'), {})).toMatchObject({ status: 409 });
    await proveTheEnd(world);
  });

  it('a term of two days does not end while its last day is being paid', async () => {
    const price = await world.createPrice({ interval: 'day', amount: '3.000' });
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items: [{ price }], end_after_periods: 2 };
    const begun = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(begun);
    await world.rest();
    // The second day is charged without an answer, and the platform tells nothing for two days.
    await world.fault({ endpoint: 'auto_debit' }, { type: 'hang_after' }, { times: null });
    await world.fault({ endpoint: 'inquiry' }, { type: 'error_before', status: 503 }, { times: null });
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 503 }, { times: null });
    await world.advanceTo('2027-01-03T18:00:00Z');
    expect((await standing(world, begun.id)).status).toBe('active');
    await world.clearFaults();
    await world.advanceTo('2027-01-10T06:00:00Z');
    expect((await standing(world, begun.id)).status).toBe('ended');
    expect(await captured()).toEqual(['3.000', '3.000']);
    await proveTheEnd(world);
  });

  it('whoever comes back after the running period was given up pays for a new one', async () => {
    const { id } = await world.subscriber();
    await declineNext();
    await world.advanceTo('2027-02-01T07:00:00Z');
    await close('mark-uncollectible');
    await world.cancel(id, 'now');
    await world.advanceTo('2027-02-10T06:00:00Z');
    await world.post(at(id, 'reactivate'), {});
    await world.rest();
    expect(await captured()).toEqual(['9.500', '9.500']);
    expect(await standing(world, id)).toMatchObject({ next_bill_at: '2027-03-10T06:00:00.000Z' });
    await proveTheEnd(world);
  });

  it('what was written off is not charged to a new card', async () => {
    const subscription = await world.subscriber();
    await declineNext();
    await world.advanceTo('2027-02-01T07:00:00Z');
    await close('mark-uncollectible');
    await world.advanceTo('2027-02-03T06:00:00Z');
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    await world.advanceTo('2027-02-20T06:00:00Z');
    expect(await captured()).toEqual(['9.500']);
    await proveTheEnd(world);
  });

  it('a change whose invoice was voided has taken nothing: what was paid before is credited with the cancel', async () => {
    const subscription = await world.subscriber({ amount: '31.000' });
    const max = await world.createPrice({ amount: '62.000' });
    await world.advanceTo('2027-01-16T06:00:00Z');
    await declineNext();
    const made = await change(world, subscription.id, { price: max });
    expect(told(made.change.invoice)).toEqual(['Unused time of Pro -16.000', 'Pro 32.000']);
    await world.rest();
    await close('void');
    await world.post(at(subscription.id, 'cancel'), { when: 'now', credit: true });
    expect((await balanceEntries(world)).map(({ amount }) => amount)).toEqual([16_000n]);
    await proveTheEnd(world);
  });

  it('of a last period nobody makes one of another length, and the latest wish about its end counts', async () => {
    const { id } = await world.subscriber();
    const yearly = await world.createPrice({ amount: '90.000', interval: 'year' });
    await world.cancel(id, 'period_end');
    const { items } = await standing(world, id);
    const body = { items: [{ item: items[0]!.id, price: yearly }] };
    expect(await refused(world, 'POST', at(id, 'change'), body)).toMatchObject({ status: 409 });
    await world.post(at(id, 'cancel'), { when: 'date', at: '2027-03-10T06:00:00Z' });
    expect(await standing(world, id)).toMatchObject({ cancel_pending: false });
    expect(await scheduled(world, id)).toMatchObject([{ kind: 'cancel', at: '2027-03-10T06:00:00.000Z' }]);
    await world.advanceTo('2027-02-05T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500']);
    await world.cancel(id, 'period_end');
    expect(await scheduled(world, id)).toEqual([]);
    await world.advanceTo('2027-03-01T06:00:00Z');
    expect((await world.call<Problem & { status: string }>('GET', `/v1/subscriptions/${id}`)).body.status).toBe('canceled'); // prettier-ignore
    expect(await captured()).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('a term and a planned pause keep the interval in which they were asked for', async () => {
    const price = await world.createPrice();
    const yearly = await world.createPrice({ amount: '90.000', interval: 'year' });
    const { id: customer } = await world.createCustomer();
    const begun = async (more: object) => {
      const body = { customer, items: [{ price }], ...more };
      const made = await world.post<Subscription>('/v1/subscriptions', body);
      if (made.checkout) await world.payOnPage(made);
      await world.rest();
      return made.id;
    };
    const [bound, fixed, free] = [
      await begun({ minimum_periods: 2 }),
      await begun({ end_after_periods: 12 }),
      await begun({}),
    ];
    await world.post(at(free, 'pause'), { when: 'period_end' });
    const refuses = async (id: string, more: object, status: number, field: string) => {
      const body = await changeBody(world, id, { price: yearly }, more);
      for (const what of ['preview', 'change'])
        expect(await refused(world, 'POST', at(id, what), body)).toMatchObject({ status, field });
    };
    await refuses(bound, {}, 422, 'when');
    await refuses(bound, { when: 'period_end' }, 422, 'when');
    await refuses(fixed, { when: 'period_end' }, 422, 'items');
    await refuses(free, {}, 409, 'items');
    await change(world, bound, { price: yearly }, { when: 'after_periods', after_periods: 2 });
    await world.advanceTo('2027-03-01T18:00:00Z');
    expect(await standing(world, bound)).toMatchObject({ interval: 'year', next_bill_at: '2028-03-01T06:00:00.000Z' }); // prettier-ignore
    expect(await standing(world, free)).toMatchObject({ interval: 'month', status: 'paused' });
    await proveTheEnd(world);
  });

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
