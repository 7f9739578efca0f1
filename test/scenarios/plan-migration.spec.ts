import { QueryFailedError } from 'typeorm';

import { MakeChange } from '../../src/modules/changes/index.js';
import { RunMigrations } from '../../src/modules/plan-migrations/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { truth } from './support/books.js';
import { change, refused, scheduled, standing } from './support/life.js';
import type { Migration, Plan, Row } from './support/migrations.js';
import { proveTheEnd } from './support/proofs.js';

describe('a plan is migrated', () => {
  let engine: InProcessEngine;
  let world: World;
  let plan: Plan;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-01T06:00:00Z');
    plan = await world.post<Plan>('/v1/plans', { name: 'Gold', prices: [monthly('9.300')] });
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const monthly = (amount: string, currency = 'KWD') => ({ currency, interval: 'month', amount });
  const version = (amount: string) =>
    world.post<Plan>(`/v1/plans/${plan.id}/versions`, { prices: [monthly(amount)] });
  const migrate = (body: object) =>
    world.post<Migration>(`/v1/plans/${plan.id}/migrations`, { dry_run: false, ...body });
  const read = (id: string) => world.get<Migration>(`/v1/plan-migrations/${id}`);

  async function subscribe(): Promise<string> {
    const subscription = await world.subscribe(await world.createCustomer(), plan.prices[0]!.id);
    await world.payOnPage(subscription);
    await world.rest();
    return subscription.id;
  }

  /** What the clock does with migrations, and nothing else of what is due. */
  async function work(most: number): Promise<number> {
    const scope = { kind: 'test_clock' as const, merchantId: world.merchant.id };
    return engine.get(RunMigrations).execute(scope, await world.now(), most);
  }

  /** By subscription. */
  async function rowsOf({ id }: Migration): Promise<Record<string, Row>> {
    const { data } = await world.get<{ data: Row[] }>(`/v1/plan-migrations/${id}/subscriptions?limit=100`);
    return Object.fromEntries(data.map((row) => [row.subscription, row]));
  }

  const amounts = ({ before, after, charged_now: charged, credited_now: credited }: Row) =>
    [before, after, charged, credited].join(' ');

  it('while its renewals run: each as the dry run said, once, and who waits for an answer comes later', async () => {
    const unknown = await subscribe();
    await world.advanceBy({ minutes: 1 });
    const renewing = await subscribe();
    await world.advanceTo('2027-01-16T06:00:00Z');
    const [amid, leaving] = [await subscribe(), await subscribe()];
    const small = await world.createPrice({ amount: '5.000' });
    await change(world, leaving, { price: small }, { when: 'period_end' });
    const second = await version('12.400');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer_paid' });
    await world.advanceTo('2027-02-01T06:00:00Z');
    // The other one is to be renewed at this very instant, and is not yet.
    await world.jumpTo('2027-02-01T06:01:00Z');

    const keyed = (dry_run: boolean, more: object = {}) =>
      world.call<Migration>('POST', `/v1/plans/${plan.id}/migrations`, { to_version: 2, when: 'now', dry_run, ...more }, 'key-1'); // prettier-ignore
    const { body: dry } = await keyed(true);
    await work(50);
    const later = async (...asked: Parameters<typeof keyed>) => {
      await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
      return keyed(...asked);
    };
    expect(await later(false)).toMatchObject({ status: 409 });
    expect(await later(true, { subscriptions: [leaving] })).toMatchObject({ status: 409 });
    expect(await later(true)).toMatchObject({ body: { id: dry.id } });
    const real = await migrate({ to_version: 2, when: 'now' });
    await world.round();
    const [said, done] = [await rowsOf(dry), await rowsOf(real)];
    expect(Object.fromEntries(Object.entries(said).map(([id, row]) => [id, [row.state, row.reason?.code, amounts(row)]]))).toEqual({
      [renewing]: ['changed', undefined, '9.300 12.400 0.000 0.000'],
      [unknown]: ['waiting', 'charge_open', '9.300 12.400  '],
      [amid]: ['changed', undefined, '9.300 12.400 1.500 0.000'],
      // Without what it is planned to change to.
      [leaving]: ['refused', 'change_planned', '9.300 12.400  '],
    }); // prettier-ignore
    for (const [id, row] of Object.entries(said)) {
      expect([id, done[id]!.state, done[id]!.reason, amounts(done[id]!)]).toEqual([id, row.state, row.reason, amounts(row)]); // prettier-ignore
    }
    expect(await read(dry.id)).toMatchObject({
      state: 'done',
      counts: { changed: 2, waiting: 1, refused: 1 },
    });
    expect(await read(real.id)).toMatchObject({ state: 'running', subscriptions: 4 });
    const priceOf = async (id: string) => (await standing(world, id)).items[0]!.price;
    expect(await priceOf(unknown)).toBe(plan.prices[0]!.id);
    // Another migration of the same does not touch who waits in this one.
    const again = await migrate({ to_version: 2, when: 'now', subscriptions: [unknown] });
    expect(again).toMatchObject({ subscriptions: 1, counts: { refused: 1 } });

    await world.advanceTo('2027-02-04T06:00:00Z');
    expect(await read(real.id)).toMatchObject({
      state: 'done',
      counts: { changed: 3, refused: 1, waiting: 0 },
    });
    expect((await rowsOf(real))[unknown]).toMatchObject({
      state: 'changed',
      reason: null,
      charged_now: '3.100',
    });
    expect(await Promise.all([renewing, unknown, amid].map(priceOf))).toEqual(
      Array(3).fill(second.prices[0]!.id),
    );
    expect((await scheduled(world, leaving))[0]).toMatchObject({ status: 'pending' });
    await world.advanceTo('2027-03-03T06:00:00Z');
    const { charges } = await truth(world);
    expect(charges.map(({ captured }) => captured).sort()).toEqual(
      ['9.300', '9.300', '9.300', '9.300', '9.300', '12.400', '12.400', '12.400', '12.400', '5.000', '1.500', '3.100'].sort(),
    ); // prettier-ignore
    await proveTheEnd(world);
  });

  it('at the end of their periods, stopped midway: what was planned comes, the others keep what they have', async () => {
    const [first, other] = [await subscribe(), await subscribe()];
    const second = await version('12.400');
    const pairs = [{ from: plan.prices[0]!.id, to: second.prices[0]!.id }];
    const migration = await migrate({ prices: pairs, when: 'period_end' });
    expect(migration).toMatchObject({ state: 'running', prices: pairs, counts: { pending: 2 } });
    // Not even by SQL does a subscription wait in two, or is one decided and to be looked at again.
    const sql = (text: string) => engine.sql(text, [world.merchant.id]);
    await expect(
      sql(`WITH other AS (
        INSERT INTO plan_migrations (merchant_id, public_id, plan_id, pairs, change_when, proration, consent, dry_run, state,
          subscriptions, idempotency_key, created_at)
        SELECT merchant_id, 'mig_other', plan_id, pairs, 'now', 'day', 'refuse', false, 'running', 1, 'other', now()
        FROM plan_migrations WHERE merchant_id = $1 RETURNING merchant_id, id)
        INSERT INTO plan_migration_rows (merchant_id, migration_id, subscription_id, dry_run, state, run_at)
        SELECT o.merchant_id, o.id, r.subscription_id, false, 'pending', now()
        FROM other o JOIN plan_migration_rows r ON r.merchant_id = o.merchant_id LIMIT 1`),
    ).rejects.toMatchObject({ constraint: 'plan_migration_rows_one_open' });
    await expect(
      sql(
        `UPDATE plan_migration_rows SET state = 'refused', reason_code = 'x', reason = 'x' WHERE merchant_id = $1`,
      ),
    ).rejects.toMatchObject({ constraint: 'plan_migration_rows_open' });
    await expect(
      sql(
        `UPDATE plan_migration_rows SET state = 'changed', run_at = NULL, decided_at = now() WHERE merchant_id = $1`,
      ),
    ).rejects.toMatchObject({ constraint: 'plan_migration_rows_have_amounts' });
    expect(await work(1)).toBe(1);
    const path = `/v1/plan-migrations/${migration.id}/cancel`;
    expect(await world.post(path, {})).toMatchObject({
      state: 'canceled',
      counts: { planned: 1, canceled: 1 },
    });
    expect(await world.post(path, {})).toMatchObject({ state: 'canceled' });
    const rows = await rowsOf(migration);
    expect(rows[first]).toMatchObject({
      state: 'planned',
      before: '9.300',
      after: '12.400',
      charged_now: '0.000',
    });
    expect(await scheduled(world, first)).toMatchObject([
      { id: rows[first]!.scheduled_change, origin: 'migration' },
    ]);
    expect([rows[other]!.state, await scheduled(world, other)]).toEqual(['canceled', []]);
    await world.advanceTo('2027-02-01T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured).sort()).toEqual(['12.400', '9.300', '9.300', '9.300']); // prettier-ignore
    await proveTheEnd(world);
  });

  it('refuses nobody for a deadlock, which says nothing about a subscription', async () => {
    const id = await subscribe();
    await version('12.400');
    const making = engine.get(MakeChange);
    const write = making.write.bind(making);
    let deadlocks = 0;
    making.write = async (...given) => {
      const made = await write(...given);
      if (++deadlocks > 1) return made;
      const cause = Object.assign(new Error('deadlock detected'), { code: '40P01' });
      throw new QueryFailedError('UPDATE', [], cause);
    };
    try {
      const migration = await migrate({ to_version: 2, when: 'period_end' });
      await world.rest();
      expect((await rowsOf(migration))[id]).toMatchObject({ state: 'planned', reason: null });
      expect(await scheduled(world, id)).toHaveLength(1);
    } finally {
      making.write = write;
    }
    await proveTheEnd(world);
  });

  it('what makes no sense is refused by the field that is at fault, and nobody is reached', async () => {
    const id = await subscribe();
    const second = await version('12.400');
    const [from, to] = [plan.prices[0]!.id, second.prices[0]!.id];
    const dollars = await world.createPrice({ currency: 'USD', amount: '5.00' });
    const path = `/v1/plans/${plan.id}/migrations`;
    const refuses = async (body: object, status: number, field: string) => {
      const answer = await refused(world, 'POST', path, { when: 'now', dry_run: false, ...body });
      expect({ body, ...answer }).toMatchObject({ status, field });
    };
    await refuses({}, 422, 'to_version');
    await refuses({ to_version: 2, prices: [{ from, to }] }, 422, 'to_version');
    await refuses({ to_version: 3 }, 422, 'to_version');
    await refuses({ to_version: 2, from_price: to }, 422, 'from_price');
    await refuses({ prices: [{ from: dollars, to }] }, 422, 'prices.0.from');
    await refuses({ prices: [{ from, to: from }] }, 422, 'prices.0.to');
    await refuses({ prices: [{ from, to: dollars }] }, 422, 'prices.0.to');
    await refuses({ prices: [{ from, to }, { from, to }] }, 422, 'prices.1.from'); // prettier-ignore
    await refuses({ prices: [] }, 400, 'prices');
    await refuses({ to_version: 2, when: 'later' }, 400, 'when');
    await refuses({ to_version: 2, dry_run: 'no' }, 400, 'dry_run');
    await refuses({ to_version: 2, when: 'period_end', proration: 'day' }, 422, 'proration');
    await refuses({ to_version: 2, consent: 'request' }, 422, 'consent');
    await refuses({ to_version: 2, subscriptions: [id, id] }, 400, 'subscriptions');
    await refuses(
      { to_version: 2, subscriptions: [id, 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x'] },
      422,
      'subscriptions.1',
    );
    // A third version lacks dinars, so whoever has them has no counterpart there.
    await world.post(`/v1/plans/${plan.id}/versions`, { prices: [monthly('40.00', 'USD')] });
    await refuses({ to_version: 3 }, 422, 'to_version');
    expect(await world.get('/v1/plan-migrations')).toMatchObject({ data: [] });
    expect(await scheduled(world, id)).toEqual([]);
    await proveTheEnd(world);
  });
});
