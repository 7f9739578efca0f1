import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { invoicesOf } from './support/billing.js';
import { truth } from './support/books.js';
import {
  change,
  changeBody,
  preview,
  refused,
  type Scheduled,
  scheduled,
  standing,
  told,
} from './support/life.js';
import { events } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('other items, planned', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  it('for a date are shared within their period as of then, also by a clock that is late, and wait for an open payment', async () => {
    const { id } = await world.subscriber({ amount: '28.000' });
    const large = await world.createPrice({ amount: '56.000' });
    // Within the running period, 31 January to 28 February: 18 of its 28 days are left.
    const inPeriod = { when: 'date', at: '2027-02-10T06:00:00Z' };
    const seen = await preview(world, id, { price: large }, inPeriod);
    expect(seen).toMatchObject({ effective_at: '2027-02-10T06:00:00.000Z', invoice: { total: '18.000' } });
    const planned = await change(world, id, { price: large }, inPeriod);
    expect({ ...planned.change, invoice: { ...planned.change.invoice, id: null } }).toEqual(seen);
    expect(await scheduled(world, id)).toMatchObject([{ at: seen.effective_at, proration: 'day' }]);
    // Not even by SQL does what has a date begin with a period as well.
    const both = `UPDATE scheduled_changes SET period_index = 3 WHERE merchant_id = $1`;
    await expect(engine.sql(both, [world.merchant.id])).rejects.toMatchObject({
      constraint: 'scheduled_changes_on_a_date',
    });
    expect(await captured()).toEqual(['28.000']);
    await world.jumpTo('2027-02-12T09:00:00Z');
    await world.rest();
    expect((await invoicesOf(world)).at(-1)).toMatchObject({ total: '18.000' });
    expect(told(seen.invoice)).toEqual(['Unused time of Pro -18.000', 'Pro 36.000']);
    expect(await captured()).toEqual(['28.000', '18.000']);

    // In a later period, whose payment is open by then: it is made when that is paid, with what is left.
    const small = await world.createPrice({ amount: '31.000' });
    await change(world, id, { price: small }, { when: 'date', at: '2027-03-10T06:00:00Z', proration: 'day' });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-03-10T06:00:00Z');
    const [waiting] = await scheduled(world, id);
    const [open] = (await invoicesOf(world)).filter(({ status }) => status === 'open');
    if (open) {
      expect(waiting!.at > '2027-03-10T06:00:00.000Z').toBe(true);
      await world.advanceTo('2027-03-30T06:00:00Z');
    }
    expect(await scheduled(world, id)).toEqual([]);
    expect((await standing(world, id)).items[0]!.price).toBe(small);
    await world.advanceTo('2027-05-02T06:00:00Z');
    expect((await captured()).at(-1)).toBe('31.000');
    await proveTheEnd(world);
  });

  it('after periods and as phases of a running subscription come with their period, and others can take their place', async () => {
    const { id } = await world.subscriber({ amount: '10.000' });
    const path = `/v1/subscriptions/${id}`;
    const own = (await standing(world, id)).items[0]!.price;
    const [two, three] = [
      await world.createPrice({ amount: '20.000' }),
      await world.createPrice({ amount: '30.000' }),
    ];
    const later = await preview(world, id, { price: two }, { when: 'after_periods', after_periods: 2 });
    expect(later).toMatchObject({
      effective_at: '2027-03-31T06:00:00.000Z',
      invoice: null,
      next_invoice: { total: '20.000', period_start: '2027-03-31T06:00:00.000Z' },
    });
    const phases = (list: [string, number][]) =>
      world.call<{ data: Scheduled[] }>('PUT', `${path}/phases`, {
        phases: list.map(([price, after_periods]) => ({ items: [{ price }], after_periods })),
      });
    expect((await phases([[three, 1]])).body.data).toHaveLength(1);
    // Two for one period, and then what it has now again.
    const { body } = await phases([[two, 2], [own, 3]]); // prettier-ignore
    expect(body.data).toMatchObject([
      { origin: 'phase', at: '2027-03-31T06:00:00.000Z' },
      { origin: 'phase', at: '2027-04-30T06:00:00.000Z' },
    ]);
    const foretold = await world.get<{ data: { total: string }[] }>(`${path}/forecast?months=5`);
    expect(foretold.data.map(({ total }) => total).slice(0, 4)).toEqual([
      '10.000',
      '20.000',
      '10.000',
      '10.000',
    ]);
    await world.advanceTo('2027-05-31T06:00:00Z');
    expect(await captured()).toEqual(['10.000', '10.000', '20.000', '10.000', '10.000']);
    await change(world, id, { price: three }, { when: 'after_periods', after_periods: 1 });
    expect((await phases([])).body.data).toMatchObject([
      { origin: 'request', at: '2027-06-30T06:00:00.000Z' },
    ]);

    const weekly = await world.createPrice({ interval: 'week' });
    for (const [field, list] of [
      [
        'phases.1.after_periods',
        [
          [two, 2],
          [three, 2],
        ],
      ],
      ['phases.0.items', [[weekly, 2]]],
    ] as [string, [string, number][]][]) {
      expect([field, (await phases(list)) as unknown]).toMatchObject([field, { status: 422, body: { errors: [{ field }] } }]); // prettier-ignore
    }
    for (const [status, field, more] of [
      [400, 'at', { when: 'date' }],
      [400, 'at', { when: 'now', at: '2027-07-01T00:00:00Z' }],
      [422, 'at', { when: 'date', at: '2027-05-01T00:00:00Z' }],
      [400, 'after_periods', { when: 'after_periods' }],
      [400, 'after_periods', { when: 'after_periods', after_periods: 121 }],
      [400, 'after_periods', { after_periods: 2 }],
    ] as const) {
      const body = await changeBody(world, id, { price: two }, more);
      for (const what of ['preview', 'change'])
        expect(await refused(world, 'POST', `${path}/${what}`, body)).toMatchObject({ status, field });
    }
    const [only] = await scheduled(world, id);
    expect((await phases([[two, 2]])) as unknown).toMatchObject({ status: 409, body: { code: 'change_planned', detail: expect.stringContaining(only!.id) } }); // prettier-ignore
    expect(await scheduled(world, id)).toEqual([only]);
    await world.advanceTo('2027-07-01T06:00:00Z');
    expect((await captured()).at(-1)).toBe('30.000');
    await proveTheEnd(world);
  });

  it('while nothing is billed wait with their period, though its time is past, and what has a date then is not made', async () => {
    const begun = async () => (await world.subscriber({ amount: '10.000' })).id;
    const [exact, late, dated] = [await begun(), await begun(), await begun()];
    const [two, three, yearly] = [
      await world.createPrice({ amount: '20.000' }),
      await world.createPrice({ amount: '30.000' }),
      await world.createPrice({ amount: '100.000', interval: 'year' }),
    ];
    const at = (id: string, what: string) => `/v1/subscriptions/${id}/${what}`;
    const phases = [two, three].map((price, i) => ({ items: [{ price }], after_periods: i + 2 }));
    for (const id of [exact, late]) await world.call('PUT', at(id, 'phases'), { phases });
    await change(world, dated, { price: yearly }, { when: 'date', at: '2027-02-20T06:00:00Z' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    // On an old boundary: the first phase moves to where the second one was.
    await world.post(at(exact, 'pause'), { resume_at: '2027-03-31T06:00:00Z' });
    await world.post(at(late, 'pause'), { resume_at: '2027-05-10T06:00:00Z' });
    await world.post(at(dated, 'pause'), {});
    const foretold = await world.get<{ data: { total: string }[] }>(`${at(exact, 'forecast')}?months=5`);
    expect(foretold.data.map(({ total }) => total).slice(0, 3)).toEqual(['10.000', '20.000', '30.000']);

    await world.advanceTo('2027-02-25T06:00:00Z');
    const reason = 'a subscription that is paused cannot be changed';
    expect(await events(world, 'subscription.change_failed')).toMatchObject([{ subscription_id: dated, reason: expect.stringContaining(reason) }]); // prettier-ignore
    await world.post(at(dated, 'resume'), {});
    const ofOld = { interval: 'month', next_bill_at: '2027-02-28T06:00:00.000Z' };
    expect(await standing(world, dated)).toMatchObject(ofOld);

    // What comes first of the late one waits; the clock stops all the same where it goes on.
    await world.advanceTo('2027-05-12T06:00:00Z');
    await world.post(at(late, 'pause'), {});
    await world.advanceTo('2027-07-12T06:00:00Z');
    const bills = async (id: string) =>
      (await world.get<{ data: { total: string; period_start: string; paid_at: string }[] }>(`/v1/invoices?subscription=${id}`)).data
        .map(({ total, period_start: start, paid_at: paid }) => [start.slice(0, 10), paid.slice(0, 10), total])
        .reverse(); // prettier-ignore
    expect(await bills(exact)).toEqual([
      ['2027-01-31', '2027-01-31', '10.000'],
      ['2027-03-31', '2027-03-31', '10.000'],
      ['2027-04-30', '2027-04-30', '20.000'],
      ['2027-05-31', '2027-05-31', '30.000'],
      ['2027-06-30', '2027-06-30', '30.000'],
    ]);
    expect(await bills(late)).toEqual([
      ['2027-01-31', '2027-01-31', '10.000'],
      ['2027-05-10', '2027-05-10', '10.000'],
    ]);
    // What comes with the next period is made; the other waits, also by the word of the audit.
    expect(await scheduled(world, late)).toMatchObject([{ at: '2027-07-10T06:00:00.000Z', origin: 'phase' }]);
    await proveTheEnd(world);
  });

  it('stand alone: whoever changes something else meanwhile is told what to undo, so that no seat that was paid for is lost', async () => {
    const { id } = await world.subscriber({ amount: '10.000' });
    const path = `/v1/subscriptions/${id}`;
    const other = await world.createPrice({ amount: '12.000' });
    await change(world, id, { quantity: 5 }, { proration: 'none' });
    const seats = async () =>
      (await standing(world, id)).items.map(({ price, quantity }) => [price, quantity]);
    const [[own]] = (await seats()) as [[string, number]];
    const refuses = async (planned: string, more: object = {}) => {
      const body = await changeBody(world, id, { quantity: 8 }, more);
      for (const what of ['preview', 'change']) {
        const answer = await world.call('POST', `${path}/${what}`, body);
        const problem = { code: 'change_planned', detail: expect.stringContaining(planned) };
        expect({ more, what, ...answer }).toMatchObject({ status: 409, body: problem });
      }
    };
    const dated = (at: string) => ({ when: 'date', at, proration: 'none' });

    const atEnd = await change(world, id, { price: other }, { when: 'period_end' });
    await refuses(atEnd.scheduled_change!);
    await refuses(atEnd.scheduled_change!, dated('2027-02-10T06:00:00Z'));
    await refuses(atEnd.scheduled_change!, { when: 'after_periods', after_periods: 2 });
    await world.call('DELETE', `${path}/scheduled-changes/${atEnd.scheduled_change}`);
    const onDate = await change(world, id, { price: other }, dated('2027-02-10T06:00:00Z'));
    await refuses(onDate.scheduled_change!);
    await refuses(onDate.scheduled_change!, { when: 'period_end' });
    // At the same moment the later asked for takes its place.
    const instead = await change(world, id, { price: other, quantity: 6 }, dated('2027-02-10T06:00:00Z'));
    expect((await scheduled(world, id)).map((one) => one.id)).toEqual([instead.scheduled_change]);
    await world.call('DELETE', `${path}/scheduled-changes/${instead.scheduled_change}`);

    // The migration of a plan is planned like any other, and names how to go on.
    const { plan } = await world.get<{ plan: string }>(`/v1/prices/${own}`);
    const migration = { prices: [{ from: own, to: other }], when: 'period_end', dry_run: false };
    await world.post(`/v1/plans/${plan}/migrations`, migration);
    await world.rest();
    const [migrated] = await scheduled(world, id);
    await refuses(migrated!.id);
    await world.call('DELETE', `${path}/scheduled-changes/${migrated!.id}`);
    await change(world, id, { quantity: 8 });
    await world.rest();
    await change(world, id, { price: other }, { when: 'period_end' });
    await world.advanceTo('2027-02-28T06:00:00Z');
    expect(await seats()).toEqual([[other, 8]]);
    // The eight were paid for at once: five of them free until the period's end, as was asked, and the change of today whole.
    expect(await captured()).toEqual(['10.000', '70.000', '96.000']);
    await proveTheEnd(world);
  });
});
