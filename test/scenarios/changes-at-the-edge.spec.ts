import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoicesOf, order, type Problem } from './support/billing.js';
import { balanceEntries, truth } from './support/books.js';
import { change, changeBody, refused, scheduled, standing, told } from './support/life.js';
import { giveNewCard } from './support/new-card.js';
import { proveTheEnd } from './support/proofs.js';

const MONTHLY = { currency: 'KWD', interval: 'month', amount: '9.500' };
const SETUP = { currency: 'KWD', type: 'one_off', amount: '15.000' };

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
});
