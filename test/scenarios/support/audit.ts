import { AuditRepository, CHECKS } from '../../../src/modules/audit/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import type { World } from '../../support/world.js';

/**
 * The checks of `npm run verify` and of the nightly audit, of the story's merchant: what the engine itself has written
 * must never look like a breach, or it stops charging a merchant whose books are right.
 */
export async function assertAuditFindsNothing(world: World): Promise<void> {
  const scope = { merchantId: world.merchant.id, waitScale: 1 };
  const audits = world.engine.get(AuditRepository);
  // In one transaction, unlike the audit itself: nobody waits for a story's rows, and each commit costs time.
  const found = await world.engine.get(UnitOfWork).run(async (tx) => {
    const all: { check: string; examples: string[] }[] = [];
    for (const check of CHECKS) {
      const breaches = await audits.breaches(tx, check, scope);
      all.push(...breaches.map(({ examples }) => ({ check: check.name, examples })));
    }
    return all;
  });
  expect(found).toEqual([]);
}
