import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { periodStarts, truth } from './support/books.js';
import { foretell, proveTrue } from './support/foretold.js';
import { change, changeBody, preview, refused, standing, told } from './support/life.js';
import { events } from './support/links.js';
import { type ActPreview, doneOf, look, saidOf } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';
import { UsageDesk } from './support/usage-desk.js';

interface Planned {
  scheduled_change: string;
  effective_at: string;
  counted_from: string;
}

interface Coverage {
  complete: boolean;
  seams: { ended_at: string; began_at: string; reason: string }[];
}

describe('the time until an anchor', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-16T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  it('the days until the first of the month cost their part, ahead and afterwards, also what is changed in them, and the month is whole', async () => {
    const [{ id: customer }, small, large] = [
      await world.createCustomer(),
      await world.createPrice({ amount: '31.000' }),
      await world.createPrice({ amount: '62.000' }),
    ];
    const afterwards = { currency: 'KWD', interval: 'month', amount: '9.300', billing: 'in_arrears' };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'Help', prices: [afterwards] }); // prettier-ignore
    const items = [{ price: small }, { price: prices[0]!.id }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, anchor: { day_of_month: 1 } }); // prettier-ignore
    await world.payOnPage(made);
    await world.advanceTo('2027-01-24T06:00:00Z');
    const seen = await preview(world, made.id, { price: large });
    const { change: done } = await change(world, made.id, { price: large });
    expect({ ...done, invoice: { ...done.invoice, id: null } }).toEqual(seen);
    expect(told(done.invoice)).toEqual(['Unused time of Pro -8.000', 'Pro 16.000']);
    expect(done.invoice!.lines[1]!.explanation).toContain('62.000 KWD for the whole period; 23 of 31 days');
    await world.rest();
    const over = await world.post<ActPreview>(`/v1/subscriptions/${made.id}/cancel/preview`, { when: 'now' });
    // 9.3 × 8/31: the days until the cancel.
    expect(over.last_invoice).toMatchObject({ total: '2.400' });
    await world.advanceTo('2027-03-01T06:00:00Z');
    // 31 × 16/31 and the change; 62 and 9.3 × 16/31; 62 and 9.3.
    expect(await captured()).toEqual(['16.000', '8.000', '66.800', '71.300']);
    const starts = ['2027-01-16 09:00', '2027-02-01 09:00', '2027-03-01 09:00', '2027-01-24 09:00'];
    expect(await periodStarts(world)).toEqual(starts);
    expect(await standing(world, made.id)).toMatchObject({ next_bill_at: '2027-04-01T06:00:00.000Z' });
    await proveTheEnd(world);
  });

  const at = (id: string, what: string) => `/v1/subscriptions/${id}/${what}`;
  const move = (id: string, body: object) => world.post<Planned>(at(id, 'billing-day'), body);
  const coverage = () => world.get<Coverage>('/v1/ops/coverage');
  const nextBill = async (id: string) => (await standing(world, id)).next_bill_at;

  it('a billing day is moved to the 31st where the period ends: looked at, undone, planned anew, and billed as was told', async () => {
    const { id } = await world.subscriber({ amount: '31.000' });
    for (const [field, status, body] of [
      ['day_of_month', 422, { day_of_month: 16 }],
      ['day_of_month', 400, { day_of_month: 32 }],
      ['stub', 400, { day_of_month: 31, stub: 'half' }],
      // Six days from 16 February on, and the customer agreed to payments seven days apart.
      ['stub', 422, { day_of_month: 22 }],
    ] as const) {
      const seen = await refused(world, 'POST', at(id, 'billing-day/preview'), body);
      expect(seen).toMatchObject({ status, field });
      expect(await refused(world, 'POST', at(id, 'billing-day'), body)).toEqual(seen);
    }
    const body = { day_of_month: 31 };
    const told31 = await look<ActPreview>(world, at(id, 'billing-day/preview'), body);
    expect(told31).toMatchObject({
      effective_at: '2027-02-16T06:00:00.000Z',
      amount_due_now: '0.000',
      // 12 of the 28 days from 31 January to 28 February.
      next_invoices: [
        { period_end: '2027-02-28T06:00:00.000Z', total: '13.286' },
        { period_end: '2027-03-31T06:00:00.000Z', total: '31.000' },
      ],
    });
    await move(id, { day_of_month: 25 });
    const planned = await move(id, body);
    expect(planned).toMatchObject({
      effective_at: told31.effective_at,
      counted_from: '2027-02-28T06:00:00.000Z',
    });
    const upcoming = at(id, 'upcoming-invoice');
    expect(await world.get(upcoming)).toMatchObject({ total: '13.286' });
    const undo = at(id, `scheduled-changes/${planned.scheduled_change}`);
    const without = await look<ActPreview>(world, `${undo}/undo/preview`, {});
    expect(without.next_invoices.map(({ total }) => total)).toEqual(['31.000', '31.000']);
    await world.call('DELETE', undo);
    expect(await world.get(upcoming)).toMatchObject({ total: '31.000' });
    expect(await events(world, 'subscription.change_undone')).toMatchObject([
      { what: 'billing day 25, the days until then by their part' },
      { scheduled_change_id: planned.scheduled_change },
    ]);
    await move(id, body);

    // Meanwhile what is sold may become more, and not another interval or at a moment that is counted from there.
    await world.advanceTo('2027-01-26T06:00:00Z');
    const yearly = await world.createPrice({ amount: '300.000', interval: 'year' });
    for (const [field, to, more] of [
      ['items', { price: yearly }, {}],
      ['when', { quantity: 2 }, { when: 'after_periods', after_periods: 2 }],
      ['when', { quantity: 2 }, { when: 'date', at: '2027-02-20T06:00:00Z' }],
    ] as const) {
      const asked = await changeBody(world, id, to, more);
      const detail = expect.stringContaining('its billing day is to be moved at 2027-02-16T06:00:00.000Z');
      expect(await refused(world, 'POST', at(id, 'change'), asked)).toMatchObject({
        status: 409,
        field,
        detail,
      });
    }
    const seen = await preview(world, id, { quantity: 2 });
    const { change: done } = await change(world, id, { quantity: 2 });
    expect({ ...done, invoice: { ...done.invoice, id: null } }).toEqual(seen);
    expect(seen.next_invoice).toMatchObject({ period_end: '2027-02-28T06:00:00.000Z', total: '26.571' });
    await world.rest();
    const all = await foretell(world, id, 4);
    expect(all.data.map(({ total }) => total)).toEqual(['26.571', '62.000', '62.000', '62.000']);
    const { reasons } = await world.get<{ reasons: { until: string }[] }>(at(id, 'explain'));
    expect(reasons[0]!.until).toBe('2027-02-16T06:00:00.000Z');
    await proveTrue(world, all);
    expect((await periodStarts(world)).slice(0, 5)).toEqual([
      '2027-01-16 09:00',
      '2027-02-16 09:00',
      '2027-02-28 09:00',
      '2027-03-31 09:00',
      '2027-04-30 09:00',
    ]);
    expect(await standing(world, id)).toMatchObject({ anchor_day: 31, anchor_date: '2027-02-28' });
    expect(await events(world, 'subscription.billing_day_changed')).toMatchObject([
      { day_of_month: 31, previous_day_of_month: 16, counted_from: '2027-02-28T06:00:00.000Z' },
    ]);
    expect(await coverage()).toMatchObject({ complete: true, gaps: [], overlaps: [] });
  });

  it('free days until a moved billing day are not sold and stay free in a pause; whoever has canceled by then has none', async () => {
    const { id, customer } = await world.subscriber();
    const other = await world.subscriber();
    const body = { day_of_month: 20, stub: 'free' };
    await world.call('PUT', at(id, 'term'), { minimum_periods: 1 });
    expect(await standing(world, id)).toMatchObject({ minimum_term_ends_at: '2027-02-16T06:00:00.000Z' });
    const seen = await look<ActPreview>(world, at(id, 'billing-day/preview'), body);
    await move(id, body);
    await move(other.id, body);
    await world.cancel(other.id, 'period_end');
    await world.jumpTo('2027-02-17T06:00:00Z');
    await world.rest();
    expect(await standing(world, other.id)).toMatchObject({ status: 'canceled' });
    expect(await events(world, 'subscription.change_failed')).toMatchObject([
      { reason: 'It is to be canceled at the end of its period' },
    ]);
    expect([await nextBill(id), await world.access(customer)]).toEqual(['2027-02-20T06:00:00.000Z', 'full']);
    // The minimum term was over before these days.
    expect(await standing(world, id)).toMatchObject({ minimum_term_ends_at: null });
    await world.post(at(id, 'pause'), {});
    await world.advanceTo('2027-02-18T06:00:00Z');
    await world.post(at(id, 'resume'), {});
    expect(await nextBill(id)).toBe('2027-02-20T06:00:00.000Z');
    expect(await coverage()).toMatchObject({ complete: true });
    await world.advanceTo('2027-03-20T06:00:00Z');
    const done = await doneOf(world);
    expect(done.slice(-2)).toEqual(seen.next_invoices.map(saidOf));
    expect((await periodStarts(world)).slice(0, 3)).toEqual(['2027-01-16 09:00', '2027-02-20 09:00', '2027-03-20 09:00']); // prettier-ignore
    expect(await coverage()).toMatchObject({
      complete: true,
      gaps: [
        {
          ended_at: '2027-02-16T06:00:00.000Z',
          began_at: '2027-02-20T06:00:00.000Z',
          reason: 'billing_day_moved',
        },
      ],
    });
    await proveTheEnd(world);
  });

  it('what is used before, within and after the days until a moved billing day is billed with the period in which it was', async () => {
    const desk = new UsageDesk(world);
    const made = await desk.caller({}, {});
    const refusal = await refused(world, 'POST', at(made.id, 'billing-day'), {
      day_of_month: 1,
      stub: 'free',
    });
    expect(refusal).toMatchObject({ status: 422, field: 'stub' });
    await move(made.id, { day_of_month: 1, stub: 'full' });
    await desk.use(made, 100);
    // The clock is late by a day.
    await world.jumpTo('2027-02-17T06:00:00Z');
    await desk.use(made, 30);
    await world.rest();
    await desk.use(made, 20, { timestamp: '2027-02-16T05:00:00Z' });
    await world.advanceTo('2027-03-02T06:00:00Z');
    await desk.use(made, 5);
    // With the hour in which usage may still be on its way.
    await world.advanceTo('2027-04-01T07:00:00Z');
    // Calls at 0.010: a hundred; of the days 30, and 20 that were told late; then five.
    const totals = (await desk.invoices(made)).map(({ total }) => total);
    expect(totals).toEqual(['9.500', '10.500', '10.000', '9.550']);
    expect((await periodStarts(world)).slice(1)).toEqual(['2027-02-16 09:00', '2027-03-01 09:00', '2027-04-01 09:00']); // prettier-ignore
    await proveTheEnd(world);
  });
});
