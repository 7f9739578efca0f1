import { AuditRepository, CHECKS } from '../../../src/modules/audit/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import type { World } from '../../support/world.js';

/**
 * The checks of `npm run verify` and of the nightly audit, of the story's merchant: what the engine itself has written
 * must never look like a breach, or it stops charging a merchant whose books are right.
 */
export async function assertAuditFindsNothing(world: World): Promise<void> {
  await letLeasesRunOut(world);
  const scope = { merchantId: world.merchant.id, waitScale: 1 };
  const audits = world.engine.get(AuditRepository);
  // In one transaction, unlike the audit itself: nobody waits for a story's rows, and each commit costs time.
  const found = await world.engine.get(UnitOfWork).run(async (tx) => {
    await audits.onlyRead(tx);
    const all: { check: string; examples: string[] }[] = [];
    for (const check of CHECKS) {
      const breaches = await audits.breaches(tx, check, scope);
      all.push(...breaches.map(({ examples }) => ({ check: check.name, examples })));
    }
    return all;
  });
  expect(found).toEqual([]);
}

/** They run by the database's clock, and a story's days pass in less: whoever held one is long done with it. */
async function letLeasesRunOut(world: World): Promise<void> {
  const held = await world.engine.sql(
    `SELECT FROM attempts WHERE merchant_id = $1 AND next_check_at <= $2 AND lease_until > clock_timestamp()`,
    [world.merchant.id, await world.now()],
  );
  if (held.length === 0) return;
  await world.engine.sql(`UPDATE attempts SET lease_until = clock_timestamp() WHERE merchant_id = $1`, [
    world.merchant.id,
  ]);
  await world.rest();
}
