import { MerchantsRepository } from '../../../src/modules/merchants/index.js';
import { CompareDay, StageFile } from '../../../src/modules/day-reconciliation/index.js';
import { DayLifecycle } from '../../../src/modules/day-reconciliation/day-lifecycle.js';
import { DaysRepository } from '../../../src/modules/day-reconciliation/days.repository.js';
import { FetchFile } from '../../../src/modules/day-reconciliation/use-cases/fetch-file.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import type { InProcessEngine } from '../../support/in-process-engine.js';
import type { World } from '../../support/world.js';
import { DAY, MADE, writeSpoiltReport } from './spoilt-report.js';

/** More than a test has time for: REPORT_LINES=1000000. */
const LINES = Number(process.env.REPORT_LINES ?? 20_000);

/** Books of so many payments, a file of them of which one line in a hundred is wrong, and what was found. */
export async function compareMany(engine: InProcessEngine, world: World, lines = LINES) {
  const merchantId = world.merchant.id;
  await engine.get(UnitOfWork).run(async (tx) => {
    // Only what is compared: payments without the invoices that they pay.
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `INSERT INTO attempts (merchant_id, public_id, charge_id, invoice_id, subscription_id, customer_id, n, kind,
         status, order_no, session_id, currency, amount_minor, pg_code, agreement_id, owner, lease_until, prepared_at,
         sent_at, resolved_at, settled_by)
       SELECT $1, 'att_many_' || n, n, n, n, n, 1, 'cit', 'succeeded', 'order-' || n, n::text, 'KWD', 9500, 'knet', n,
         gen_random_uuid(), now(), $2::date + interval '9 hours', $2::date + interval '9 hours',
         $2::date + interval '9 hours', 'answer'
       FROM generate_series(1, $3::integer) AS n`,
      [merchantId, DAY, lines],
    );
  });
  await engine.sql(`UPDATE merchants SET mode = 'live', ottu_is_simulator = false WHERE id = $1`, [
    merchantId,
  ]);
  await world.jumpTo('2027-01-11T04:00:00Z');
  const { fd, bytes, written, expected } = writeSpoiltReport(engine.get(FetchFile).directory(), lines);
  await world.post(`/v1/ops/reconciliation/days/${DAY}/run`, {});
  const scope = { kind: 'test_clock', merchantId } as const;
  const now = await world.now();
  const day = (await engine
    .get(UnitOfWork)
    .run((tx) => engine.get(DaysRepository).claimDue(tx, scope, now)))!;
  const file = { name: `transactions_${DAY}.csv`, token: 'x', bytes, sha256: '', made_at: MADE };
  const merchant = (await engine
    .get(UnitOfWork)
    .read((tx) => engine.get(MerchantsRepository).findById(tx, merchantId)))!;
  const took = await timed(async () => {
    const refused = await engine.get(StageFile).execute(day, { kind: 'fetched', fd, records: written, file });
    expect(refused).toBeNull();
    const fresh = await engine.get(CompareDay).execute(merchant, day, now);
    await engine.get(UnitOfWork).run((tx) => engine.get(DayLifecycle).compared(tx, day, fresh, now));
  });
  if (process.env.REPORT_LINES) console.log(`${lines} lines, ${bytes} bytes: ${took}`);
  const rows = await engine.sql<{ type: string; subject: string }>(
    `SELECT type, subject FROM report_differences WHERE merchant_id = $1`,
    [merchantId],
  );
  return {
    expected: expected.sort(),
    found: rows.map(({ type, subject }) => `${type} ${subject}`).sort(),
    day,
  };
}

async function timed(work: () => Promise<void>): Promise<string> {
  const began = performance.now();
  const before = process.memoryUsage.rss();
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  try {
    await work();
  } finally {
    // A timer that is left keeps the worker of the tests alive for ever.
    clearInterval(timer);
  }
  const mb = (bytes: number) => Math.round(bytes / 1_048_576);
  return `${Math.round(performance.now() - began)} ms, RSS ${mb(before)} MB before, at most ${mb(most)} MB`;
}
