import { AdvanceTestClocks } from '../../src/modules/auto-debit/use-cases/advance-test-clocks.js';
import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { assertBooksEqualTruth, assertLedgerBalances, proveTheEnd } from './support/proofs.js';

const DAY_MS = 86_400_000;

describe('whose clock it is', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  it('of a merchant with a test clock: the real time never touches its subscriptions', async () => {
    await world.subscriber();
    await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-01-10T12:00:00Z');
    await world.jumpTo('2027-02-10T06:00:00Z');
    const farAhead = new Date('2031-01-01T00:00:00Z');
    for (let i = 0; i < 3; i++) expect(await engine.get(RunDue).round({ kind: 'real' }, farAhead)).toBe(0);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open']);
    await world.advanceTo('2027-02-10T08:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'void']);
    await proveTheEnd(world);
  });

  it('of a merchant without one: the real time renews it, and no test clock of others does', async () => {
    await engine.sql(`DELETE FROM test_clocks WHERE merchant_id = $1`, [world.merchant.id]);
    const customer = await world.createCustomer();
    const subscription = await world.subscribe(customer, await world.createPrice());
    await world.payOnPage(subscription);
    const round = (at: Date) => engine.get(RunDue).round({ kind: 'real' }, at);
    const now = new Date();
    while ((await round(now)) > 0);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    const others = await World.begin(engine, '2040-01-10T06:00:00Z');
    await others.advanceBy({ days: 40 });
    await others.end();
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    const nextMonth = new Date(now.getTime() + 32 * DAY_MS);
    while ((await round(nextMonth)) > 0);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    expect((await truth(world)).charges).toHaveLength(2);
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
  });

  it('is walked by one worker at a time, and the other finds nothing to do', async () => {
    const other = await InProcessEngine.start({ databaseUrl: engine.databaseUrl });
    await world.subscriber({ interval: 'week', amount: '2.000' });
    const [{ id }] = (await world.get<{ data: [{ id: string }] }>('/v1/test-clocks')).data;
    await world.post(`/v1/test-clocks/${id}/advance`, { to: '2027-03-01T00:00:00Z' });
    const walk = (by: InProcessEngine) => by.get(AdvanceTestClocks).execute(() => false);
    const walked = await Promise.all([walk(engine), walk(other)]);
    expect(walked.sort()).toEqual([false, true]);
    await other.stop();
    expect((await world.now()).toISOString()).toBe('2027-03-01T00:00:00.000Z');
    expect((await books(world)).invoices).toHaveLength(8);
    await proveTheEnd(world);
  });

  it('that was left half-way by a process that stopped is walked on by the next', async () => {
    await world.subscriber({ interval: 'week', amount: '2.000' });
    const [{ id }] = (await world.get<{ data: [{ id: string }] }>('/v1/test-clocks')).data;
    await world.post(`/v1/test-clocks/${id}/advance`, { to: '2027-03-01T00:00:00Z' });
    let looks = 0;
    await engine.get(AdvanceTestClocks).execute(() => ++looks > 3);
    const halfWay = await world.now();
    expect(halfWay.getTime()).toBeLessThan(Date.parse('2027-03-01T00:00:00Z'));
    await engine.sql(`UPDATE test_clocks SET lease_until = now() - interval '1 second'`);
    expect(await engine.get(AdvanceTestClocks).execute(() => false)).toBe(true);
    expect((await world.now()).toISOString()).toBe('2027-03-01T00:00:00.000Z');
    expect((await books(world)).invoices).toHaveLength(8);
    await proveTheEnd(world);
  });

  it('stops where something was due although a hint took its place as the clock was about to move on', async () => {
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    const runDue = engine.get(RunDue);
    const roundOf = runDue.roundOf.bind(runDue);
    let hinted: Date | null = null;
    runDue.roundOf = async (merchantId, now) => {
      const seen = await roundOf(merchantId, now);
      if (seen.done > 0 || hinted !== null) return seen;
      // The instant is at rest, the clock not moved yet: a webhook comes.
      const [, count] = await engine.sql<never>(
        `UPDATE attempts SET next_check_at = $2 WHERE merchant_id = $1 AND status = 'unknown'`,
        [world.merchant.id, now],
      );
      if (count) hinted = now;
      return seen;
    };
    await world.advanceTo('2027-02-14T06:00:00Z');
    Reflect.deleteProperty(runDue, 'roundOf');
    expect(hinted).toEqual(new Date('2027-02-10T06:00:00Z'));
    const settled = await engine.sql<{ at: Date }>(
      `SELECT resolved_at AS at FROM attempts WHERE merchant_id = $1 AND kind = 'mit'`,
      [world.merchant.id],
    );
    expect(settled).toEqual([{ at: new Date('2027-02-10T06:01:00Z') }]);
    await proveTheEnd(world);
  });
});
