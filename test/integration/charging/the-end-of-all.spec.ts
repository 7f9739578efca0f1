import { AuditBooks } from '../../../src/modules/audit/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { invoiceStatuses } from '../../scenarios/support/books.js';

/** A subscription that ends while several of its periods are unpaid. */
describe('the end of a subscription', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const declineAlways = () =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
  const breached = async () =>
    (await engine.get(AuditBooks).execute(world.merchant.id))
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ check, breaches }) => [check.name, breaches[0]!.examples]);

  it('by dunning ends the collecting of every period, not only of the one that was given up', async () => {
    const subscription = await world.subscriber({ interval: 'week', amount: '7.000' });
    await declineAlways();
    // So late that the ladder of the first week outlives the week; that of the second ends with it.
    await world.jumpTo('2027-01-23T20:00:00Z');
    await world.advanceTo('2027-01-31T05:59:59Z');
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    await world.advanceTo('2027-01-31T06:00:00Z');
    expect((await world.subscription(subscription.id)).status).toBe('canceled');
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid', 'uncollectible']));
    expect(await breached()).toEqual([]);
  });

  it('by a cancel at the end of the period does so too', async () => {
    const subscription = await world.subscriber({ interval: 'week', amount: '7.000' });
    await declineAlways();
    await world.jumpTo('2027-01-23T20:00:00Z');
    await world.rest();
    await world.cancel(subscription.id, 'period_end');
    await world.advanceTo('2027-01-24T06:00:00Z');
    expect((await world.subscription(subscription.id)).status).toBe('canceled');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await breached()).toEqual([]);
  });
});
