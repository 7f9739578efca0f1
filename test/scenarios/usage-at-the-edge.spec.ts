import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { proveTheEnd } from './support/proofs.js';
import { linesOf as lines, type Metered, UsageDesk } from './support/usage-desk.js';

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
});
