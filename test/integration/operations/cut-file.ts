import { LinesRepository } from '../../../src/modules/day-reconciliation/lines.repository.js';
import type { InProcessEngine } from '../../support/in-process-engine.js';
import { waitFor } from '../../support/wait.js';
import type { World } from '../../support/world.js';
import { comparedDays } from './compared-days.js';

/** Lists of files that are asked for when a day is six weeks old: soon after it, and two windows of a month. */
const WINDOWS = 3;

/** A day of three payments whose file breaks off on its way, and then while its lines are written, is read in the end. */
export async function readThroughCuts(engine: InProcessEngine, world: World): Promise<void> {
  const { compare, rerun } = comparedDays(() => world);
  for (let i = 0; i < 3; i++) await world.subscriber();
  await world.jumpTo('2027-02-20T04:00:00Z');
  const lines = () =>
    engine.sql<{ line: number; session: string }>(
      `SELECT line, session_id AS session FROM report_lines WHERE merchant_id = $1 ORDER BY line`,
      [world.merchant.id],
    );
  const calls = () =>
    engine.sql<{ outcome: string }>(
      `SELECT outcome FROM gateway_calls WHERE merchant_id = $1 AND endpoint IN ('reports', 'report_download') ORDER BY id`,
      [world.merchant.id],
    );

  await world.fault({ endpoint: 'reports' }, { type: 'truncated_body' }, { times: 1, skip: WINDOWS });
  await rerun();
  expect(await compare()).toMatchObject({
    status: 'open',
    reason: expect.stringContaining('connection_lost'),
  });
  expect(await lines()).toEqual([]);

  // Begun again from the start; this time the process is the one that fails, with the lines half written.
  const repository = engine.get(LinesRepository);
  const stage = repository.stage.bind(repository);
  repository.stage = async (tx, day, from, batch) => {
    repository.stage = stage;
    await tx.query('COMMIT; BEGIN');
    await stage(tx, day, from, batch);
    await tx.query('COMMIT; BEGIN');
    throw new Error('the process dies');
  };
  await rerun();
  expect(await compare()).toMatchObject({
    status: 'open',
    reason: expect.stringContaining('a fault of ours'),
  });
  expect(engine.errors.splice(0)).toEqual([expect.stringContaining('A day failed')]);
  expect(await lines()).toHaveLength(3);

  await rerun();
  expect(await compare()).toMatchObject({ status: 'proven', lines: 3, reason: null });
  const kept = await lines();
  expect(kept.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(new Set(kept.map(({ session }) => session)).size).toBe(3);
  await waitFor('the log of calls to be written', calls, ({ length }) => length >= 3 * (WINDOWS + 1));
}
