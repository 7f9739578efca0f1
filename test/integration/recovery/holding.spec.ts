import { randomUUID } from 'node:crypto';
import { BillDue } from '../../../src/modules/auto-debit/use-cases/bill-due.js';
import { type PreparedAttempt, PrepareAttempts, SendAttempt } from '../../../src/modules/charges/index.js';
import { WatchEpoch } from '../../../src/platform/epoch/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { BEGIN, Forgetful, RENEWAL } from './forgetting.js';

let engine: InProcessEngine;
let world: World;
let story: Forgetful;

beforeEach(async () => {
  engine = await InProcessEngine.start({ own: true });
  world = await World.begin(engine, BEGIN);
  story = new Forgetful(world);
});

afterEach(async () => {
  await world.end();
  await engine.stop();
});

describe('Money is held', () => {
  it('nothing is billed, charged or ended, and a clock does not walk past it', async () => {
    await world.subscriber();
    await story.forget(() => world.advanceTo('2027-02-10T09:00:00Z'));
    await world.jumpTo('2027-03-01T09:00:00Z');
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(1);
    expect(await engine.sql('SELECT 1 FROM invoices')).toHaveLength(1);
    expect(await world.get('/health/ready')).toEqual({ status: 'reconcile_only' });
    await expect(world.advanceTo('2027-03-02T09:00:00Z')).rejects.toThrow();
  });

  it('what was claimed before it was noticed is not sent any more', async () => {
    await world.subscriber();
    await engine.get(WatchEpoch).execute();
    await world.jumpTo(RENEWAL);
    const attempt = await claimOnly();
    await engine.sql(
      `UPDATE database_epochs SET mode = 'reconcile_only', signs = '{went_back}', gap_from = now()`,
    );
    await engine.get(SendAttempt).execute(attempt);
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(1);
    expect((await story.attempts()).at(-1)).toMatchObject({ status: 'prepared' });
  });

  it('a connection that has come to another server claims nothing there, also before anybody noticed', async () => {
    await world.subscriber();
    await engine.get(WatchEpoch).execute();
    await engine.sql(`UPDATE database_epochs SET timeline = timeline + 1`);
    await world.jumpTo(RENEWAL);
    await world.rest();
    expect(await engine.sql('SELECT 1 FROM invoices')).toHaveLength(1);
    await expect(claimOnly()).rejects.toThrow('nothing was claimed');
    expect((await story.truth()).charges).toHaveLength(1);
    await engine.get(WatchEpoch).execute();
    expect(await story.report()).toMatchObject({ mode: 'reconcile_only', signs: ['another_timeline'] });
  });

  it('a copy from before there were heartbeats is charged from only after the platform was asked', async () => {
    await world.subscriber();
    await engine.sql('DELETE FROM database_epochs');
    await engine.get(WatchEpoch).execute();
    expect(await story.report()).toMatchObject({ mode: 'probing', signs: ['silence'] });
    await world.jumpTo(RENEWAL);
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(1);
    expect(await story.recoverAll()).toMatchObject({ mode: 'open' });
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('after a silence, a merchant whose platform does not answer stops alone', async () => {
    await world.subscriber();
    await engine.get(WatchEpoch).execute();
    await engine.sql(`UPDATE database_epochs SET beat_at = beat_at - interval '1 hour'`);
    await world.jumpTo(RENEWAL);
    await engine.get(WatchEpoch).execute();
    await world.fault({ endpoint: 'inquiry' }, { type: 'drop_before' }, { times: null });
    for (let asked = 1; asked < 5; asked++) {
      expect(await story.recover()).toMatchObject({ mode: 'probing' });
      await story.later(0);
    }
    expect(await story.recover()).toMatchObject({ mode: 'open' });
    expect(await world.get('/v1/ops/charging')).toMatchObject({ stopped: true });
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(1);
  });

  it('a second restore is noticed, also while the first is being recovered', async () => {
    await world.subscriber();
    await story.forget(() => world.advanceTo('2027-02-10T09:00:00Z'));
    story.expectTold();
    await story.recover();
    await story.forget(() => world.jumpTo('2027-02-11T09:00:00Z'));
    story.expectTold();
    expect(await story.report()).toMatchObject({
      mode: 'reconcile_only',
      signs: ['went_back'],
      covered: false,
    });
    expect(await story.recoverAll()).toMatchObject({ covered: true });
    await story.end();
    await engine.get(WatchEpoch).execute();
    expect(await story.report()).toMatchObject({ mode: 'open' });
  });
});

/** Bills and claims what is due, past the gate that the clock has before both. */
async function claimOnly(): Promise<PreparedAttempt> {
  const scope = { kind: 'test_clock' as const, merchantId: world.merchant.id };
  const now = await world.now();
  await engine.get(BillDue).execute(scope, now, 10);
  const { prepared } = await engine.get(PrepareAttempts).execute(scope, now, randomUUID(), 10);
  if (!prepared[0]) throw new Error('nothing was claimed');
  return prepared[0];
}
