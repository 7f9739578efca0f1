import { randomUUID } from 'node:crypto';
import { BillDue } from '../../../src/modules/auto-debit/use-cases/bill-due.js';
import { type Attempt, PrepareAttempts, SendAttempt } from '../../../src/modules/charges/index.js';
import { EndRecovery, RecoveryNotEnded } from '../../../src/modules/recovery/index.js';
import { WatchEpoch } from '../../../src/platform/epoch/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertPeriodsTile,
  proveTheEnd,
} from '../../scenarios/support/proofs.js';
import { Forgetful } from './forgetting.js';

const BEGIN = '2027-01-31T09:00:00Z';
const RENEWAL = '2027-02-28T09:00:00Z';

let engine: InProcessEngine;
let world: World;
let story: Forgetful;

beforeEach(async () => {
  engine = await InProcessEngine.start();
  world = await World.begin(engine, BEGIN);
  story = new Forgetful(world);
});

afterEach(async () => {
  await world.end();
  await engine.stop();
});

const end = (uncovered = false) =>
  engine.get(EndRecovery).execute({ by: 'Noura', reason: 'looked at', uncovered });

/** That the database was restored is told as an error, and is the story here. */
function forgetErrors(): void {
  expect(engine.errors.join('\n')).toContain('npm run recover');
  engine.errors.length = 0;
}

describe('After a restore', () => {
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

  it('a retry that was paid is found behind the decline before it, and dunning goes by what is true', async () => {
    const { id } = await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    await story.forget(async () => {
      await world.advanceTo(RENEWAL);
      await world.advanceTo('2027-03-03T09:00:00Z');
      await world.jumpTo('2027-03-03T09:30:00Z');
    });
    forgetErrors();
    expect((await story.truth()).charges).toHaveLength(2);
    // The decline is adopted first, and the payment behind it waits until the decline is a fact.
    const early = await story.recover();
    expect(early).toMatchObject({ adopted: 1, to_ask: 1, covered: false });
    expect(early.orders[0]!.note).toMatch(/the session is paid, but attempt 1 of the same invoice is/);
    await expect(end()).rejects.toThrow(RecoveryNotEnded);
    await world.rest();
    await story.later(64);
    await world.rest();
    expect(await story.recover()).toMatchObject({ adopted: 2, to_ask: 0, unplaced: 0, covered: true });
    expect((await story.attempts()).slice(1)).toEqual([
      { n: 1, kind: 'mit', status: 'declined', settled_by: 'inquiry' },
      { n: 2, kind: 'mit', status: 'succeeded', settled_by: 'inquiry' },
    ]);
    await end();
    await world.rest();
    expect(await world.timeline(id)).toContain('attempt.adopted');
    await proveTheEnd(world);
  });

  it('an attempt that was written ahead is the one that was charged, and is not made again', async () => {
    await world.subscriber();
    await world.jumpTo(RENEWAL);
    await prepareOnly();
    await story.forget(async () => {
      await engine.sql(
        `UPDATE attempts SET status = 'abandoned', next_check_at = NULL, resolved_at = now() WHERE status = 'prepared'`,
      );
      await engine.sql(
        `UPDATE charges SET status = 'scheduled', next_action = 'attempt', next_action_at = $1, attempts_made = 0`,
        [RENEWAL],
      );
      // The same number again, as the process would have gone on with that was copied here in the middle.
      await engine.sql(`UPDATE attempts SET order_no = order_no || 'x', n = 9 WHERE status = 'abandoned'`);
      await world.rest();
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    forgetErrors();
    expect((await story.truth()).charges).toHaveLength(2);
    await world.rest();
    expect((await story.attempts()).at(-1)).toMatchObject({ status: 'prepared' });
    expect(await story.recover()).toMatchObject({ adopted: 1, covered: true });
    await end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('a page that was opened and paid is found, and no second one is opened before', async () => {
    const customer = await world.createCustomer();
    const subscription = await world.subscribe(customer, await world.createPrice());
    await engine.sql(`UPDATE attempts SET status = 'abandoned', session_id = NULL, next_check_at = NULL`);
    await story.forget(async () => {
      const page = await world.post<{ url: string }>(`/v1/subscriptions/${subscription.id}/checkout`, {});
      await world.payOnPage({ ...subscription, checkout: { ...subscription.checkout!, url: page.url } });
      await world.rest();
      await world.jumpTo('2027-01-31T09:30:00Z');
    });
    forgetErrors();
    const again = await world.call<{ code: string }>(
      'POST',
      `/v1/subscriptions/${subscription.id}/checkout`,
      {},
    );
    expect({ status: again.status, code: again.body.code }).toEqual({ status: 503, code: 'not_ready' });
    // A new customer is a new order number, and is let in.
    await world.subscribe(await world.createCustomer(), await world.createPrice());
    expect(await story.recover()).toMatchObject({ adopted: 1 });
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect((await world.subscription(subscription.id)).card).not.toBeNull();
  });

  it('an order that the platform knows and will not tell about waits for a person', async () => {
    await world.subscriber();
    await story.forget(async () => {
      // A session that nobody paid: a status query of it is refused.
      await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_before' }, { times: 1 });
      await world.advanceTo(RENEWAL);
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    forgetErrors();
    for (let asked = 0; asked < 3; asked++) {
      await story.recover();
      await story.later(31);
    }
    expect(await story.recover()).toMatchObject({ adopted: 1, covered: true });
    expect((await story.attempts()).at(-1)).toMatchObject({ n: 1, status: 'manual' });
    await end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(1);
  });

  it('a payment of another amount than the books would have asked for is settled by nobody but a person', async () => {
    await world.subscriber();
    await story.forget(async () => {
      await engine.sql(`ALTER TABLE prices DISABLE TRIGGER ALL`);
      await engine.sql(`UPDATE prices SET amount_minor = amount_minor + 1`);
      await world.advanceTo(RENEWAL);
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    forgetErrors();
    expect(await story.recover()).toMatchObject({ adopted: 1, covered: true });
    expect((await story.attempts()).at(-1)).toMatchObject({ status: 'manual' });
    await end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(2);
  });

  it('what has no place in the books keeps it from being ended, unless a person says so', async () => {
    const { id } = await world.subscriber();
    await story.forget(async () => {
      await world.advanceTo(RENEWAL);
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    forgetErrors();
    await engine.sql(`UPDATE subscriptions SET card_id = NULL`);
    expect(await story.recover()).toMatchObject({ covered: true, adopted: 0, unplaced: 1 });
    expect(engine.errors.join()).toContain('no place in the books');
    await expect(end()).rejects.toThrow(RecoveryNotEnded);
    await end(true);
    await expect(end()).rejects.toThrow(/nothing to end/);
    expect(await world.subscription(id)).toMatchObject({ status: 'active' });
  });

  it('the renewals of one whose first payment is forgotten as well are found behind it', async () => {
    const customer = await world.createCustomer();
    const subscription = await world.subscribe(customer, await world.createPrice({ interval: 'day' }));
    await story.forget(async () => {
      await world.payOnPage(subscription);
      await world.rest();
      await world.advanceTo('2027-02-02T09:30:00Z');
    });
    forgetErrors();
    expect((await story.truth()).charges).toHaveLength(3);
    for (let time = 0; time < 3; time++) {
      await story.recover();
      await world.rest();
      await story.later(31);
    }
    expect(await story.recover()).toMatchObject({ adopted: 2, covered: true });
    await end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(3);
    // A webhook of the forgotten payment, sent again, would be news; so only the books are proven.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
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
    expect(await story.recover()).toMatchObject({ mode: 'open' });
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
    forgetErrors();
    await story.recover();
    await story.forget(() => world.jumpTo('2027-02-11T09:00:00Z'));
    forgetErrors();
    expect(await story.report()).toMatchObject({
      mode: 'reconcile_only',
      signs: ['went_back'],
      covered: false,
    });
    expect(await story.recover()).toMatchObject({ covered: true });
    await end();
    await engine.get(WatchEpoch).execute();
    expect(await story.report()).toMatchObject({ mode: 'open' });
  });
});

/** Bills and claims what is due, past the gate that the clock has before both. */
async function claimOnly(): Promise<Attempt> {
  const scope = { kind: 'test_clock' as const, merchantId: world.merchant.id };
  const now = await world.now();
  await engine.get(BillDue).execute(scope, now, 10);
  const { attempts } = await engine.get(PrepareAttempts).execute(scope, now, randomUUID(), 10);
  if (!attempts[0]) throw new Error('nothing was claimed');
  return attempts[0];
}

/** Phase A alone, as a process leaves it that ends before it opens a session. */
async function prepareOnly(): Promise<void> {
  await world.fault({ endpoint: 'create' }, { type: 'drop_before' }, { times: null });
  await world.rest();
  await world.clearFaults();
  await engine.sql(
    `UPDATE attempts SET status = 'prepared', resolved_at = NULL, settled_by = NULL, trouble = NULL, next_check_at = $1
     WHERE status = 'abandoned'`,
    [RENEWAL],
  );
  await engine.sql(
    `UPDATE charges SET status = 'processing', next_action = NULL, next_action_at = NULL, next_action_reason = NULL
     WHERE status = 'scheduled'`,
  );
}
