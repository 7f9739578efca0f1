import { RecoveryNotEnded } from '../../../src/modules/recovery/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertPeriodsTile,
  proveTheEnd,
} from '../../scenarios/support/proofs.js';
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

describe('After a restore', () => {
  it('a retry that was paid is found behind the decline before it, and dunning goes by what is true', async () => {
    const { id } = await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    await story.forget(async () => {
      await world.advanceTo(RENEWAL);
      await world.advanceTo('2027-03-03T09:00:00Z');
      await world.jumpTo('2027-03-03T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    // The decline is adopted first, and the payment behind it waits until the decline is a fact.
    const early = await story.recover();
    expect(early).toMatchObject({ adopted: 1, to_ask: 3, covered: false });
    expect(early.orders[0]!.note).toMatch(/the session is paid, but attempt 1 of the same invoice is/);
    await expect(story.end()).rejects.toThrow(RecoveryNotEnded);
    await world.rest();
    await story.later(64);
    await world.rest();
    expect(await story.recoverAll()).toMatchObject({ adopted: 2, to_ask: 0, unplaced: 0, covered: true });
    expect((await story.attempts()).slice(1)).toEqual([
      { n: 1, kind: 'mit', status: 'declined', settled_by: 'inquiry' },
      { n: 2, kind: 'mit', status: 'succeeded', settled_by: 'inquiry' },
    ]);
    await story.end();
    await world.rest();
    expect(await world.timeline(id)).toContain('attempt.adopted');
    await proveTheEnd(world);
  });

  it('a retry that was planned in the copy, and paid since, is found, though once it is said to be unknown', async () => {
    await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    await world.advanceTo(RENEWAL);
    await story.forget(async () => {
      await world.advanceTo('2027-03-03T09:00:00Z');
      await world.jumpTo('2027-03-03T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    // A part of the platform that lags does not know it, once. Believed for ever, it would be charged again.
    const notFound = { type: 'error_before', status: 404, body: {} };
    await world.fault({ endpoint: 'inquiry' }, notFound, { times: 1 });
    expect(await story.recover()).toMatchObject({ adopted: 0, absent: 0, covered: false, orders: [] });
    await expect(story.end()).rejects.toThrow(RecoveryNotEnded);
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, covered: true });
    await story.end();
    await world.rest();
    await proveTheEnd(world);
  });

  it('what becomes due by what was found is asked for as well, before all is covered', async () => {
    await world.subscriber();
    const { id } = await world.subscriber();
    await story.forget(async () => {
      await world.advanceTo(RENEWAL);
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    story.expectTold();
    const set = `UPDATE subscriptions SET status = $2, next_bill_at = $3 WHERE public_id = $1`;
    await engine.sql(set, [id, 'unpaid', null]);
    await world.fault({ endpoint: 'inquiry' }, { type: 'drop_before' }, { times: 1 });
    expect(await story.recover()).toMatchObject({ adopted: 0, covered: false });
    // A late payment of an older period is found by the sweep, and this one goes on where it stood.
    await engine.sql(set, [id, 'active', RENEWAL]);
    await story.later(1);
    expect(await story.recoverAll()).toMatchObject({ adopted: 2, to_ask: 0, covered: true });
    await story.end();
    await world.rest();
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
      await engine.get(UnitOfWork).run(async (tx) => {
        await tx.query('SET LOCAL session_replication_role = replica');
        await tx.query(`UPDATE attempts SET order_no = order_no || 'x', n = 9 WHERE status = 'abandoned'`);
      });
      await world.rest();
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    await world.rest();
    expect((await story.attempts()).at(-1)).toMatchObject({ status: 'prepared' });
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, covered: true });
    await story.end();
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
    story.expectTold();
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
    story.expectTold();
    for (let asked = 0; asked < 3; asked++) {
      await story.recover();
      await story.later(31);
    }
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, covered: true });
    expect((await story.attempts()).at(-1)).toMatchObject({ n: 1, status: 'manual' });
    await story.end();
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
    story.expectTold();
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, covered: true });
    expect((await story.attempts()).at(-1)).toMatchObject({ status: 'manual' });
    await story.end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(2);
  });

  it('what has no place in the books keeps it from being ended, unless a person says so', async () => {
    const { id } = await world.subscriber();
    await story.forget(async () => {
      await world.advanceTo(RENEWAL);
      await world.jumpTo('2027-02-28T09:30:00Z');
    });
    story.expectTold();
    await world.fault({ endpoint: 'inquiry' }, { type: 'drop_before' }, { times: 1 });
    expect(await story.recover()).toMatchObject({ to_ask: 4, covered: false });
    // Ended meanwhile: by what is left, this period was never to be billed.
    await engine.sql(`UPDATE subscriptions SET status = 'unpaid', next_bill_at = NULL`);
    await story.later(1);
    expect(await story.recoverAll()).toMatchObject({ covered: true, adopted: 0, unplaced: 1 });
    expect(engine.errors.join()).toContain('no place in the books');
    await expect(story.end()).rejects.toThrow(RecoveryNotEnded);
    await story.end(true);
    await expect(story.end()).rejects.toThrow(/nothing to end/);
    expect(await world.subscription(id)).toMatchObject({ status: 'unpaid' });
  });

  it('the renewals of one whose first payment is forgotten as well are found behind it', async () => {
    const customer = await world.createCustomer();
    const subscription = await world.subscribe(customer, await world.createPrice({ interval: 'day' }));
    await story.forget(async () => {
      await world.payOnPage(subscription);
      await world.rest();
      await world.advanceTo('2027-02-02T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(3);
    for (let time = 0; time < 3; time++) {
      await story.recover();
      await world.rest();
      await story.later(31);
    }
    expect(await story.recoverAll()).toMatchObject({ adopted: 2, covered: true });
    await story.end();
    await world.rest();
    expect((await story.truth()).charges).toHaveLength(3);
    // A webhook of the forgotten payment, sent again, would be news; so only the books are proven.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
  });
});

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
