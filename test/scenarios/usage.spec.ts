import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';
import {
  linesOf as lines,
  type Metered,
  type UsageProblem as Problem,
  UsageDesk,
} from './support/usage-desk.js';

describe('usage', () => {
  let engine: InProcessEngine;
  let world: World;
  let desk: UsageDesk;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    desk = new UsageDesk(world);
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const caller = (change?: object, plan?: object) => desk.caller(change, plan);
  const record = (of: Metered, quantity: number, more?: object) => desk.record(of, quantity, more);
  const use = (of: Metered, quantity: number, more?: object) => desk.use(of, quantity, more);
  const refuse = (of: Metered, quantity: number, more?: object) => desk.refuse(of, quantity, more);
  const invoices = (of: Metered) => desk.invoices(of);

  it('of a period is billed with the next one, by its tiers, an hour after the period has ended', async () => {
    const subscription = await caller();
    await world.advanceTo('2027-01-20T00:00:00Z');
    await use(subscription, 900);
    await use(subscription, 300);
    await world.advanceTo('2027-02-10T06:59:59Z');
    expect(await invoices(subscription)).toHaveLength(1);
    await world.advanceTo('2027-02-10T07:00:00Z');
    const [first, second] = await invoices(subscription);
    expect(lines(first)).toEqual([[1, '9.500']]);
    expect(lines(second)).toEqual([
      [1, '9.500'],
      [1200, '10.300'],
    ]);
    expect(second!.lines[1]!.explanation).toContain(
      '1200 used (the sum of 2 usage records), 1200 graduated: 1000 × 0.010',
    );
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '19.800']);
    await proveTheEnd(world);
  });

  it('that is told late within the grace counts in its period; after that it is a late line of the next invoice', async () => {
    const subscription = await caller();
    await world.advanceTo('2027-02-10T06:30:00Z');
    await use(subscription, 999, { timestamp: '2027-02-10T05:59:59Z' });
    await use(subscription, 5);
    await world.advanceTo('2027-02-12T00:00:00Z');
    await use(subscription, 3, { timestamp: '2027-02-09T00:00:00Z' });
    await world.advanceTo('2027-03-11T00:00:00Z');
    const [, second, third] = await invoices(subscription);
    expect(lines(second)[1]).toEqual([999, '9.990']);
    // One unit more at 0.010, two at 0.0015: 10.003 in all, of which 9.990 were billed.
    expect(lines(third)).toEqual([
      [1, '9.500'],
      [5, '0.050'],
      [3, '0.013'],
    ]);
    expect(third!.lines[2]!.explanation).toContain('usage that arrived after its period was billed');
    await world.advanceTo('2027-04-11T00:00:00Z');
    expect(lines((await invoices(subscription))[3])).toEqual([
      [1, '9.500'],
      [0, '0.000'],
    ]);
    await proveTheEnd(world);
  });

  it.each([
    ['sum', 9],
    ['max', 5],
    ['last', 3],
  ])('is aggregated as %s', async (aggregation, counted) => {
    const subscription = await caller({ usage: { aggregation } });
    await world.advanceTo('2027-01-20T00:00:00Z');
    await use(subscription, 5, { timestamp: '2027-01-12T00:00:00Z' });
    await use(subscription, 3, { timestamp: '2027-01-19T00:00:00Z' });
    await use(subscription, 1, { timestamp: '2027-01-15T00:00:00Z' });
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect(lines((await invoices(subscription))[1])[1]![0]).toBe(counted);
    await proveTheEnd(world);
  });

  it('is counted once however often it is told under one key', async () => {
    const subscription = await caller();
    const same = { key: 'job-1', timestamp: '2027-01-10T06:00:00Z' };
    const first = await use(subscription, 7, same);
    expect(await use(subscription, 7, same)).toEqual({ ...first, duplicate: true });
    expect(await refuse(subscription, 8, same)).toMatchObject({ status: 422, field: 'key' });
    const path = `/v1/subscriptions/${subscription.id}/usage`;
    const batch = await world.post<{ data: { duplicate: boolean }[] }>(`${path}/batch`, {
      records: [record(subscription, 7, same), record(subscription, 2)],
    });
    expect(batch.data.map(({ duplicate }) => duplicate)).toEqual([true, false]);
    const summary = await world.get<{ data: object[] }>(`${path}/summary`);
    expect(summary.data).toMatchObject([{ quantity: 9, records: 2, amount: '0.090', billed_quantity: 0 }]);
    expect((await world.get<{ data: object[] }>(path)).data).toHaveLength(2);
  });

  it('of a batch is recorded all or not at all, and told what is wrong with each', async () => {
    const subscription = await caller();
    const path = `/v1/subscriptions/${subscription.id}/usage`;
    const { status, body } = await world.call<Problem>('POST', `${path}/batch`, {
      records: [
        record(subscription, 1),
        record(subscription, 1, { item: subscription.items[0]!.id }),
        record(subscription, 1, { timestamp: '2027-01-10T06:05:01Z' }),
        record(subscription, 1, { key: 'twice' }),
        record(subscription, 1, { key: 'twice' }),
      ],
    });
    expect(status).toBe(422);
    expect(body.errors.map(({ field }) => field)).toEqual([
      'records.1.item',
      'records.2.timestamp',
      'records.4.key',
    ]);
    expect((await world.get<{ data: object[] }>(path)).data).toEqual([]);
  });

  it('is refused for nothing, for too much, before the window, and in the future', async () => {
    const subscription = await caller();
    for (const quantity of [-1, 1_000_000_001, 1.5]) {
      expect(await refuse(subscription, quantity)).toMatchObject({ status: 400, field: 'quantity' });
    }
    // Only of what is added up.
    expect(await refuse(subscription, 0)).toMatchObject({ status: 422, field: 'quantity' });
    expect(await refuse(subscription, 1, { timestamp: '2027-01-10T05:59:59Z' })).toMatchObject({
      status: 422,
      field: 'timestamp',
      detail: expect.stringContaining('before the subscription began'),
    });
    await world.advanceTo('2027-03-01T00:00:00Z');
    expect(await refuse(subscription, 1, { timestamp: '2027-01-24T00:00:00Z' })).toMatchObject({
      status: 422,
      detail: expect.stringContaining('longer ago than 35 days'),
    });
    expect(await refuse(subscription, 1, { timestamp: '2027-03-01T01:00:00Z' })).toMatchObject({
      status: 422,
      detail: expect.stringContaining('in the future'),
    });
  });

  it('before a cancel is billed by a last invoice, and none is taken after it', async () => {
    const subscription = await caller();
    await world.advanceTo('2027-01-20T00:00:00Z');
    await use(subscription, 1200);
    await world.cancel(subscription.id, 'now');
    expect(await refuse(subscription, 1)).toMatchObject({ status: 409, code: 'conflict' });
    await world.rest();
    const all = await invoices(subscription);
    expect(lines(all[1])).toEqual([[1200, '10.300']]);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '10.300']);
    await world.advanceTo('2027-05-01T00:00:00Z');
    expect(await invoices(subscription)).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('up to a cancel at the end of the period is billed then', async () => {
    const subscription = await caller();
    await world.advanceTo('2027-02-01T00:00:00Z');
    await use(subscription, 100);
    await world.cancel(subscription.id, 'period_end');
    await world.advanceTo('2027-02-12T00:00:00Z');
    expect((await world.subscription(subscription.id)).status).toBe('canceled');
    expect(lines((await invoices(subscription))[1])).toEqual([[100, '1.000']]);
    await proveTheEnd(world);
  });

  it('of days of downtime is billed for the periods in which it was used', async () => {
    const subscription = await caller();
    await world.jumpTo('2027-02-20T00:00:00Z');
    await use(subscription, 100, { timestamp: '2027-02-01T00:00:00Z' });
    await use(subscription, 50, { timestamp: '2027-02-19T00:00:00Z' });
    await world.rest();
    await world.advanceTo('2027-03-11T00:00:00Z');
    const [, second, third] = await invoices(subscription);
    expect([lines(second)[1], lines(third)[1]]).toEqual([
      [100, '1.000'],
      [50, '0.500'],
    ]);
    await proveTheEnd(world);
  });

  it('in a trial is kept and free', async () => {
    const subscription = await caller({}, { trial_days: 7 });
    expect((await use(subscription, 500)).period_start).toBeNull();
    await world.advanceTo('2027-01-18T00:00:00Z');
    await use(subscription, 100);
    await world.advanceTo('2027-02-18T00:00:00Z');
    expect(lines((await invoices(subscription))[1])).toEqual([
      [1, '9.500'],
      [100, '1.000'],
    ]);
    await proveTheEnd(world);
  });

  it('that is told after a resume counts in the period that was billed before the pause', async () => {
    await world.end();
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    desk = new UsageDesk(world);
    const usage = { aggregation: 'max' };
    const subscription = await caller({ model: 'per_unit', tiers: undefined, amount: '1', usage });
    await use(subscription, 100);
    await world.advanceTo('2027-02-20T00:00:00Z');
    await world.post(`/v1/subscriptions/${subscription.id}/pause`, {});
    await world.advanceTo('2027-03-10T06:00:00Z');
    await world.post(`/v1/subscriptions/${subscription.id}/resume`, {});
    await world.advanceTo('2027-03-10T08:00:00Z');
    for (const day of ['2027-02-15', '2027-02-05']) {
      const { period_start } = await use(subscription, 80, { timestamp: `${day}T00:00:00Z` });
      expect(period_start).toContain('2027-01-31');
    }
    const between = await refuse(subscription, 80, { timestamp: '2027-03-05T00:00:00Z' });
    expect(between).toMatchObject({ status: 422, field: 'timestamp' });
    await world.advanceTo('2027-04-11T00:00:00Z');
    const [, second, third] = await invoices(subscription);
    const flat = [1, '9.500'];
    expect(lines(second)).toEqual([flat, [100, '100.000']]);
    expect(lines(third)).toEqual([flat, [0, '0.000'], [0, '0.000']]);
    await proveTheEnd(world);
  });

  it('told by many at once is neither lost nor counted twice', async () => {
    const subscription = await caller();
    const told = Array.from({ length: 20 }, (_, i) => record(subscription, i + 1, { key: `many-${i}` }));
    const path = `/v1/subscriptions/${subscription.id}/usage`;
    const answers = await Promise.all([...told, ...told].map((one) => world.call('POST', path, one)));
    for (const again of told.filter((_, i) => answers[i]!.status === 409)) await world.post(path, again);
    expect((await world.get<{ data: object[] }>(`${path}/summary`)).data).toMatchObject([
      { quantity: 210, records: 20 },
    ]);
  });
});
