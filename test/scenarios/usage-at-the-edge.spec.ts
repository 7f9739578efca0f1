import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { events } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';
import { linesOf as lines, type Metered, UsageDesk } from './support/usage-desk.js';

const DEARER = { currency: 'KWD', interval: 'month', model: 'per_unit', amount: '0.020', usage: { aggregation: 'sum' } }; // prettier-ignore

describe('usage at the edge', () => {
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

  it.each(['sum', 'max', 'last'])(
    'taken back counts no more, aggregated as %s, until an invoice has it',
    async (aggregation) => {
      const of = await desk.caller({ usage: { aggregation } });
      const path = `/v1/subscriptions/${of.id}/usage`;
      const takeBack = (id: string) =>
        world.call<{ voided_at: string; detail: string }>('POST', `${path}/${id}/void`, {});
      await world.advanceTo('2027-01-20T00:00:00Z');
      const right = await desk.use(of, 1, { timestamp: '2027-01-15T00:00:00Z' });
      const wrong = await desk.use(of, 1000, { key: 'wrong', timestamp: '2027-01-19T00:00:00Z' });
      const voided = await takeBack(wrong.id);
      expect(voided).toMatchObject({
        status: 200,
        body: { quantity: 1000, voided_at: '2027-01-20T00:00:00.000Z' },
      });
      await world.advanceBy({ hours: 1 });
      expect(await takeBack(wrong.id)).toEqual(voided);
      expect(await desk.refuse(of, 1000, { key: 'wrong' })).toMatchObject({
        status: 422,
        field: 'key',
        detail: expect.stringContaining('taken back'),
      });
      const { data } = await world.get<{ data: { voided_at: string | null }[] }>(path);
      expect(data.map(({ voided_at }) => voided_at !== null)).toEqual([true, false]);
      // The only one of a period leaves nothing behind, and what comes after it is counted alone.
      const other = await desk.use(of, 7, { timestamp: '2027-01-20T00:30:00Z' });
      await takeBack(other.id);
      expect(await events(world, 'subscription.usage_voided')).toMatchObject([
        { quantity: 1000 },
        { quantity: 7 },
      ]);
      await world.advanceTo('2027-02-11T00:00:00Z');
      expect(lines((await desk.invoices(of))[1])[1]![0]).toBe(1);
      expect(await takeBack(right.id)).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('credit note') },
      });
      const alone = await desk.use(of, 50);
      await takeBack(alone.id);
      await desk.use(of, 2, { timestamp: '2027-02-10T12:00:00Z' });
      await world.advanceTo('2027-03-11T00:00:00Z');
      expect(lines((await desk.invoices(of))[2])[1]).toEqual([2, '0.020']);
      expect((await world.call('POST', `${path}/use_00000000000000000000000000/void`, {})).status).toBe(404);
      await proveTheEnd(world);
    },
  );

  /** Somebody's record under this key is being written, and comes to nothing when it is let go. */
  async function holdKey(of: Metered, key: string): Promise<() => Promise<void>> {
    let letGo!: () => void;
    const gone = new Promise<void>((resolve) => (letGo = resolve));
    let ended!: Promise<unknown>;
    await new Promise<void>((isHeld) => {
      ended = engine
        .get(UnitOfWork)
        .run(async (tx) => {
          await tx.query(
            `INSERT INTO usage_records (merchant_id, public_id, subscription_id, item_id, price_id, key, quantity, used_at, created_at)
             SELECT i.merchant_id, 'use_held', i.subscription_id, i.id, i.price_id, $3, 1, now(), now()
             FROM subscription_items i WHERE i.merchant_id = $1 AND i.public_id = $2`,
            [world.merchant.id, of.items[1]!.id, key],
          );
          isHeld();
          await gone;
          throw new Error('rolled back');
        })
        .catch(() => null);
    });
    return async () => {
      letGo();
      await ended;
    };
  }
  const waiting = async () =>
    (
      await engine.sql(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%usage_%'`,
      )
    ).length;

  it('of one instant, told at the same moment: the later record is the latest, in the total too', async () => {
    const subscription = await desk.caller({ usage: { aggregation: 'last' } });
    await desk.use(subscription, 1);
    await world.advanceTo('2027-01-20T00:00:00Z');
    const letGo = await holdKey(subscription, 'a');
    let isDone = false;
    const first = desk.use(subscription, 5, { key: 'a' });
    await waitFor('the first to wait', waiting, (many) => many === 1);
    const second = desk.use(subscription, 7, { key: 'b' }).finally(() => (isDone = true));
    await waitFor('the second', waiting, (many) => isDone || many === 2);
    await letGo();
    await Promise.all([first, second]);
    await assertAuditFindsNothing(world);
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect(lines((await desk.invoices(subscription))[1])[1]![0]).toBe(7);
    await proveTheEnd(world);
  });

  it('comes to nothing where the last number is none, also of a period that an invoice has, and is more than nothing where it is added up', async () => {
    const seats = await desk.caller({ usage: { aggregation: 'last' } });
    const path = `/v1/subscriptions/${seats.id}/usage`;
    await desk.use(seats, 20);
    const most = await desk.caller({ usage: { aggregation: 'max' } });
    await desk.use(most, 0);
    const added = await desk.caller();
    await world.advanceTo('2027-01-30T00:00:00Z');
    await desk.use(seats, 0, { key: 'all gone' });
    expect(await desk.use(seats, 0, { key: 'all gone' })).toMatchObject({ quantity: 0, duplicate: true });
    const { data: totals } = await world.get<{ data: object[] }>(`${path}/summary`);
    expect(totals).toMatchObject([{ quantity: 0, records: 2, amount: '0.000' }]);
    await assertAuditFindsNothing(world);
    expect(await desk.refuse(added, 0)).toMatchObject({ status: 422, field: 'quantity', detail: expect.stringContaining('at least 1') }); // prettier-ignore
    expect(await desk.refuse(added, -1)).toMatchObject({ status: 400, field: 'quantity' });
    await world.advanceTo('2027-02-12T00:00:00Z');
    const [, first] = await desk.invoices(seats);
    expect(lines(first)).toEqual([[1, '9.500'], [0, '0.000']]); // prettier-ignore
    expect(first!.lines[1]!.explanation).toContain('0');
    expect(lines((await desk.invoices(most))[1])[1]).toEqual([0, '0.000']);
    // What was billed is given back where the last number turns out to have been none.
    await desk.use(seats, 30, { timestamp: '2027-02-11T00:00:00Z' });
    await world.advanceTo('2027-03-12T00:00:00Z');
    await desk.use(seats, 0, { timestamp: '2027-03-09T00:00:00Z' });
    await world.advanceTo('2027-04-12T00:00:00Z');
    const [, , billed, after] = await desk.invoices(seats);
    expect(lines(billed)[1]).toEqual([30, '0.300']);
    expect(lines(after)).toEqual([[1, '9.500'], [0, '0.000'], [0, '-0.300']]); // prettier-ignore
    await proveTheEnd(world);
  });

  it('of before its price was changed is taken after the change, at the price that it was used at', async () => {
    const subscription = await desk.caller();
    const plan = { name: 'API 2', prices: [DEARER] };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', plan);
    const body = { items: [{ item: subscription.items[1]!.id, price: prices[0]!.id }], when: 'period_end' };
    await world.post(`/v1/subscriptions/${subscription.id}/change`, body);
    await world.advanceTo('2027-02-10T06:10:00Z');
    const changed = await world.get<Metered>(`/v1/subscriptions/${subscription.id}`);
    expect(changed.items.map(({ price }) => price)).toContain(prices[0]!.id);
    const before = { key: 'late-1', timestamp: '2027-02-10T05:50:00Z' };
    await desk.use(subscription, 100, before);
    expect(await desk.use(subscription, 100, before)).toMatchObject({ duplicate: true });
    expect(await desk.refuse(subscription, 1, { timestamp: '2027-02-10T06:00:00Z' })).toMatchObject({
      status: 422,
      field: 'item',
      detail: expect.stringContaining('takes only usage of before'),
    });
    await desk.use(changed, 10);
    await world.advanceTo('2027-02-12T06:00:00Z');
    await desk.use(subscription, 50, { timestamp: '2027-01-31T00:00:00Z' });
    await world.advanceTo('2027-03-11T00:00:00Z');
    const [, second, third] = await desk.invoices(subscription);
    expect(lines(second).sort()).toEqual([[0, '0.000'], [1, '9.500'], [100, '1.000']]); // prettier-ignore
    expect(lines(third).sort()).toEqual([[1, '9.500'], [10, '0.200'], [50, '0.500']]); // prettier-ignore
    await proveTheEnd(world);
  });

  it('that costs nothing ends with its subscription, and nobody waits for its invoice', async () => {
    const tiers = [{ up_to: 1000, unit_amount: '0' }, { unit_amount: '0.010' }];
    const subscription = await desk.caller({ tiers });
    await desk.use(subscription, 50);
    await world.cancel(subscription.id, 'now');
    await world.advanceTo('2027-01-12T00:00:00Z');
    expect(await desk.invoices(subscription)).toHaveLength(1);
    await proveTheEnd(world);
  });
});
