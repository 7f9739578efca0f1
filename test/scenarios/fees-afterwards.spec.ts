import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoicesOf, order, type Problem } from './support/billing.js';
import { truth } from './support/books.js';
import { foretell, proveTrue } from './support/foretold.js';
import { type Change, type ChangePreview, refused, standing, told } from './support/life.js';
import type { Migration, Plan, Row } from './support/migrations.js';
import type { ActPreview } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';

const MONTHLY = { currency: 'KWD', interval: 'month', amount: '9.500' };
const SUPPORT = { ...MONTHLY, amount: '3.100', billing: 'in_arrears' };

describe('a fee that is paid afterwards becomes another', () => {
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
    const plan = await world.post<Plan>('/v1/plans', { name: 'Pro', prices });
    return plan.prices.map(({ id }) => id);
  }
  const at = (id: string, path: string) => `/v1/subscriptions/${id}/${path}`;
  const captured = async () => (await truth(world)).charges.map((one) => one.captured);
  const lines = async () =>
    (await invoicesOf(world)).map((one) => one.lines.map(({ amount }) => amount).join(' '));

  /** As its preview told it, by the same figures. */
  async function change(id: string, items: object[], more: object): Promise<ChangePreview> {
    const seen = await world.post<ChangePreview>(at(id, 'preview'), { items, ...more });
    const { change: made } = await world.post<Change>(at(id, 'change'), { items, ...more });
    expect(made).toEqual(seen);
    return seen;
  }

  async function itemOf(id: string, price: string): Promise<string> {
    return (await standing(world, id)).items.find((one) => one.price === price)!.id;
  }

  it('with a period: it is billed up to there as it was, and from there on as it is', async () => {
    const [seat, support, dearer] = await sell(MONTHLY, SUPPORT, { ...SUPPORT, amount: '6.200' });
    const { id } = await order(world, { prices: [seat!, support!] });
    const fee = await itemOf(id, support!);
    const next = async (...asked: Parameters<typeof change>) => told((await change(...asked)).next_invoice);
    const more = { item: fee, quantity: 2 };
    expect(await next(id, [more], { when: 'period_end' })).toEqual(['Pro 9.500', 'Pro 3.100']);
    await world.advanceTo('2027-02-02T06:00:00Z');
    expect(await itemOf(id, support!)).toBe(fee);
    const swap = [{ item: await itemOf(id, seat!), price: dearer! }];
    expect(await next(id, swap, { when: 'date', at: '2027-03-01T06:00:00Z' })).toEqual(['Pro 6.200']);
    await world.advanceTo('2027-03-02T06:00:00Z');
    expect(await world.get(at(id, 'upcoming-invoice'))).toMatchObject({ total: '12.400' });
    const back = [
      { item: await itemOf(id, dearer!), price: seat! },
      { item: fee, remove: true },
    ];
    expect(await next(id, back, { when: 'after_periods', after_periods: 2 })).toEqual([
      'Pro 9.500',
      'Pro 6.200',
      'Pro 6.200',
    ]);
    await world.advanceTo('2027-06-02T06:00:00Z');
    expect(await lines()).toEqual([
      '9.500',
      '9.500 3.100',
      '6.200',
      '6.200 6.200',
      '9.500 6.200 6.200',
      '9.500',
    ]);
    await proveTheEnd(world);
  });

  it('with a phase of a new subscription, and with a migration of its plan, whose dry run tells both prices', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const plan = await world.post<Plan>('/v1/plans', { name: 'Late', prices: [SUPPORT] });
    const { id: customer } = await world.createCustomer();
    const begin = { customer, items: [{ price: plan.prices[0]!.id }] };
    const phases = [{ items: [{ price: seat }], after_periods: 1 }, { items: [{ price: support }], after_periods: 2 }]; // prettier-ignore
    const most = (agreement_max_amount: string) =>
      world.call<Problem>('POST', '/v1/subscriptions', { ...begin, phases, agreement_max_amount });
    expect((await most('12.599')).body).toMatchObject({
      status: 422,
      errors: [{ field: 'agreement_max_amount' }],
    });
    const made = await world.post<{ id: string; checkout_url: string }>('/v1/subscriptions', { ...begin, phases }); // prettier-ignore
    await world.payOnPage(made as never);
    const { id } = await order(world, { prices: [plan.prices[0]!.id] });
    const version = { prices: [{ ...SUPPORT, amount: '4.000' }] };
    await world.post(`/v1/plans/${plan.id}/versions`, version);
    const body = { to_version: 2, when: 'period_end', subscriptions: [id] };
    for (const dry_run of [true, false]) {
      const { id: migration } = await world.post<Migration>(`/v1/plans/${plan.id}/migrations`, { ...body, dry_run }); // prettier-ignore
      await world.rest();
      const { data } = await world.get<{ data: Row[] }>(`/v1/plan-migrations/${migration}/subscriptions`);
      expect(data).toMatchObject([{ state: 'planned', before: '3.100', after: '4.000', charged_now: '0.000' }]); // prettier-ignore
    }
    await world.advanceTo('2027-04-02T06:00:00Z');
    expect((await captured()).sort()).toEqual(['12.600', '3.100', '3.100', '4.000', '4.000']);
    await proveTheEnd(world);
  });

  it('within a period: each costs the days for which it was held, once, at the end', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const { id } = await order(world, { prices: [seat!, support!] });
    const fee = await itemOf(id, support!);
    const more = [{ item: fee, quantity: 2 }];
    expect(await refused(world, 'POST', at(id, 'change'), { items: more, proration: 'none' })).toMatchObject({
      status: 422,
      field: 'proration',
    });
    await world.advanceTo('2027-01-11T09:30:00Z');
    const seen = await change(id, more, { when: 'now', proration: 'day' });
    expect([seen.invoice, told(seen.next_invoice)]).toEqual([null, ['Pro 9.500', 'Pro 4.200', 'Pro 1.000']]);
    await world.advanceTo('2027-01-21T09:30:00Z');
    const swapped = await change(id, [{ item: fee, remove: true }], { when: 'now', proration: 'day' });
    expect(swapped.next_invoice.lines.map((line) => line.explanation)).toEqual([
      expect.anything(),
      expect.stringContaining('it was held for 10 of 31 days, which is 0.322580645 of it'),
      expect.stringContaining('it was held for 10 of 31 days'),
    ]);
    await world.advanceTo('2027-02-02T06:00:00Z');
    expect(await lines()).toEqual(['9.500', '9.500 1.000 2.000']);
    await proveTheEnd(world);
  });

  it('with a cancel: it is billed up to there, and when that is taken back, from there on', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const { id } = await order(world, { prices: [seat!, support!] });
    await world.advanceTo('2027-01-11T06:00:00Z');
    await world.cancel(id, 'now');
    await world.rest();
    expect(await lines()).toEqual(['9.500', '1.000']);
    await world.advanceTo('2027-01-21T06:00:00Z');
    const seen = await world.post<{ next_invoices?: object }>(at(id, 'reactivate/preview'), {});
    expect(JSON.stringify(seen)).toContain('"1.100"');
    await world.post(at(id, 'reactivate'), {});
    await world.advanceTo('2027-02-02T06:00:00Z');
    expect(await lines()).toEqual(['9.500', '1.000', '9.500 1.100']);
    await world.cancel(id, 'now');
    await world.advanceTo('2027-04-05T06:00:00Z');
    await world.post(at(id, 'reactivate'), {});
    await world.advanceTo('2027-05-06T06:00:00Z');
    // A day of February, nothing of March, and April whole.
    expect(await lines()).toEqual(['9.500', '1.000', '9.500 1.100', '0.111', '9.500', '9.500 3.100']);
    await proveTheEnd(world);
  });

  it('of another interval within a period: each day is billed once, as the preview and the forecast say', async () => {
    const yearly = { interval: 'year', amount: '95.000' };
    const [seat, support, seats, care] = await sell(MONTHLY, SUPPORT, { ...MONTHLY, ...yearly }, { ...SUPPORT, ...yearly, amount: '36.500' }); // prettier-ignore
    const { id } = await order(world, { prices: [seat!, support!] });
    const items = [
      { item: await itemOf(id, seat!), price: seats },
      { item: await itemOf(id, support!), price: care },
    ];
    await world.advanceTo('2027-01-10T06:00:00Z');
    const now = await world.post<ChangePreview>(at(id, 'preview'), { items, when: 'now' });
    expect(told(now.next_invoice)).toEqual(['Pro 95.000', 'Pro 0.900']);
    const dated = await change(id, items, { when: 'date', at: '2027-01-11T06:00:00Z' });
    expect(told(dated.next_invoice)).toEqual(['Pro 95.000', 'Pro 1.000']);
    const foretold = await foretell(world, id, 13);
    expect(foretold.data.map((one) => one.lines.map(({ amount }) => amount).join(' '))).toEqual([
      '-6.435',
      '95.000 1.000',
      '95.000 36.500',
    ]);
    await proveTrue(world, foretold);
  });

  it('with a cancel that gives back what is unused: reactivated, a period begins, and with it the fee', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const { id } = await order(world, { prices: [seat!, support!] });
    await world.advanceTo('2027-01-11T06:00:00Z');
    await world.post(at(id, 'cancel'), { when: 'now', credit: true });
    await world.advanceTo('2027-01-13T06:00:00Z');
    const before = (await lines()).length;
    const seen = await world.post<ActPreview>(at(id, 'reactivate/preview'), {});
    expect(seen.next_invoices.map(({ subtotal }) => subtotal).slice(0, 2)).toEqual(['9.500', '12.600']);
    await world.post(at(id, 'reactivate'), {});
    const foretold = await foretell(world, id, 2);
    await world.advanceTo('2027-02-14T06:00:00Z');
    const since = (await lines()).slice(before);
    expect(since).toEqual(['9.500', '9.500 3.100']);
    expect(foretold.data.map((one) => one.lines.map(({ amount }) => amount).join(' ')).slice(0, 2)).toEqual(since); // prettier-ignore
    await proveTheEnd(world);
  });

  it('within the days until an anchor costs its part of a whole period: what would forget that waits', async () => {
    const [seat, support, seats] = await sell(MONTHLY, SUPPORT, { ...MONTHLY, interval: 'year', amount: '95.000' }); // prettier-ignore
    const { id: customer } = await world.createCustomer();
    const body = { customer, items: [{ price: seat }], anchor: { day_of_month: 21 } };
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(made);
    await world.rest();
    const { id } = made;
    const day = [at(id, 'billing-day'), { day_of_month: 10 }] as const;
    const planned = await world.post<{ scheduled_change: string }>(...day);
    const comes = { items: [{ price: support }] };
    await world.advanceTo('2027-01-11T06:00:00Z');
    for (const path of ['preview', 'change'])
      expect(await refused(world, 'POST', at(id, path), comes)).toMatchObject({
        status: 409,
        field: 'items',
      });
    await world.call('DELETE', at(id, `scheduled-changes/${planned.scheduled_change}`));
    expect(told((await change(id, comes.items, {})).next_invoice)).toEqual(['Pro 9.500', 'Pro 1.000']);
    await world.advanceTo('2027-01-16T06:00:00Z');
    await change(id, [{ item: await itemOf(id, support!), remove: true }], {});
    expect(await refused(world, 'POST', ...day)).toMatchObject({ status: 422, field: 'day_of_month' });
    const yearly = { items: [{ item: await itemOf(id, seat!), price: seats }], when: 'period_end' };
    expect(await refused(world, 'POST', at(id, 'change'), yearly)).toMatchObject({ status: 422, field: 'items' }); // prettier-ignore
    await world.advanceTo('2027-01-22T06:00:00Z');
    // Twenty of the 31 days; and five of them.
    expect(await lines()).toEqual(['6.129', '9.500 0.500']);
    await world.post(...day);
    await proveTheEnd(world);
  });

  it('within the days until an anchor costs these days also where a pause outlasts them, and periods are counted anew', async () => {
    const [seat, support] = await sell(MONTHLY, SUPPORT);
    const { id: customer } = await world.createCustomer();
    const items = [{ price: seat }, { price: support }];
    const body = { customer, items, anchor: { day_of_month: 21 } };
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(made);
    await world.rest();
    await world.advanceTo('2027-01-11T06:00:00Z');
    await world.post(at(made.id, 'pause'), {});
    await world.advanceTo('2027-02-01T06:00:00Z');
    const seen = await world.post<ActPreview>(at(made.id, 'resume/preview'), {});
    await world.post(at(made.id, 'resume'), {});
    await world.advanceTo('2027-02-02T06:00:00Z');
    // Twenty of the 31 days.
    expect(await lines()).toEqual(['6.129', '9.500 2.000']);
    expect(seen.next_invoices[0]!.total).toBe('11.500');
    await world.advanceTo('2027-03-02T06:00:00Z');
    expect((await lines()).at(-1)).toBe('9.500 3.100');
    await proveTheEnd(world);
  });
});
