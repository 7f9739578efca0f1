import { randomUUID } from 'node:crypto';

import { BillDue } from '../../../src/modules/auto-debit/use-cases/bill-due.js';
import {
  type Attempt,
  type PreparedAttempt,
  PrepareAttempts,
  SendAttempt,
} from '../../../src/modules/charges/index.js';
import { AttemptHistory } from '../../../src/modules/charges/attempt-history.repository.js';
import { AttemptLeases } from '../../../src/modules/charges/attempt-leases.repository.js';
import { CommitToSend } from '../../../src/modules/charges/use-cases/commit-to-send.js';
import { MerchantAccounts } from '../../../src/modules/merchants/index.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { orderNo } from '../../../src/platform/security/order-no.js';
import { balance, books, truth } from '../../scenarios/support/books.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';

const DUE = '2027-02-10T06:00:00Z';

/** Goes on while the process sleeps. */
class SleepyClock extends SystemClock {
  /** How wrong the clock on this machine's wall is. */
  aheadMs = 0;
  private slept = 0;

  override now(): Date {
    return new Date(super.now().getTime() + this.aheadMs);
  }

  sleep(ms: number): void {
    this.slept += ms;
  }

  override monotonicMs(): number {
    return super.monotonicMs() + this.slept;
  }
}

describe('sending a charge', () => {
  const clock = new SleepyClock();
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start({ clock });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
    await world.jumpTo(DUE);
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  /** The renewal, written ahead and not sent yet. */
  async function prepared(): Promise<PreparedAttempt> {
    const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
    await engine.get(BillDue).execute(scope, await world.now(), 10);
    const { prepared } = await engine
      .get(PrepareAttempts)
      .execute(scope, await world.now(), randomUUID(), 10);
    expect(prepared).toHaveLength(1);
    return prepared[0]!;
  }

  const send = ({ attempt, payer }: PreparedAttempt) =>
    engine.get(SendAttempt).execute({ attempt: { ...attempt }, payer });
  const moved = async () => (await truth(world)).charges.length;
  const statuses = async () => (await books(world)).attempts.map(({ status }) => status);
  const change = ({ attempt }: PreparedAttempt, what: string) =>
    engine.sql(`UPDATE attempts SET ${what} WHERE id = $1`, [attempt.id]);
  /** As after a crash, when the lease of the one who died has run out. */
  const endLeases = () => engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);

  it('charges what the attempt says, once, and books it', async () => {
    await send(await prepared());
    expect(await moved()).toBe(2);
    expect(await balance(world, 'cash_at_gateway')).toBe(19_000n);
    await proveTheEnd(world);
  });

  it('happens at most once for an attempt, whoever tries and how often', async () => {
    const attempt = await prepared();
    await Promise.allSettled([send(attempt), send(attempt), send(attempt)]);
    await send(attempt).catch(() => undefined);
    expect(await moved()).toBe(2);
    expect(await statuses()).toEqual(['succeeded', 'succeeded']);
    await proveTheEnd(world);
  });

  it('is committed to once, when two ask for it so closely that one transaction takes both', async () => {
    const { attempt } = await prepared();
    const commit = engine.get(CommitToSend);
    const told = await Promise.all(
      [1, 2, 3].map(() => commit.execute({ ...attempt }, 'session-of-this-test')),
    );
    expect(told.filter((committedAt) => committedAt !== null)).toHaveLength(1);
  });

  it.each([
    ['another worker has taken the attempt over', 'epoch = epoch + 1'],
    ['it belongs to another worker', 'owner = gen_random_uuid()'],
    ['the lease has run out', `lease_until = clock_timestamp() - interval '1 second'`],
  ])('does not happen when %s', async (_why, loss) => {
    const attempt = await prepared();
    await change(attempt, loss);
    await send(attempt);
    expect(await moved()).toBe(1);
    expect(await statuses()).toEqual(['succeeded', 'prepared']);
    await endLeases();
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    await proveTheEnd(world);
  });

  it.each([
    ['has run out, and is an hour slow', `lease_until = clock_timestamp() - interval '1 second'`, -1, 1],
    ['still holds, and is an hour fast', `lease_until = clock_timestamp() + interval '1 minute'`, 1, 2],
  ])(
    'goes by the clock of the database, whatever time the machine of the worker believes: its lease %s',
    async (_which, lease, hoursAhead, movements) => {
      const attempt = await prepared();
      await change(attempt, lease);
      clock.aheadMs = hoursAhead * 3_600_000;
      await send(attempt).finally(() => (clock.aheadMs = 0));
      expect(await moved()).toBe(movements);
      await endLeases();
      await world.advanceBy({ minutes: 10 });
      expect(await moved()).toBe(2);
      await proveTheEnd(world);
    },
  );

  it('does not happen when the process slept for seconds after it had committed to sending', async () => {
    const attempt = await prepared();
    const commit = engine.get(CommitToSend);
    // Once, and before the call is begun: the limit of the call itself cannot see it.
    commit.execute = (...given) =>
      CommitToSend.prototype.execute.apply(commit, given).finally(() => clock.sleep(16_000));
    await send(attempt).finally(() => Reflect.deleteProperty(commit, 'execute'));
    expect(await moved()).toBe(1);
    expect(await statuses()).toEqual(['succeeded', 'abandoned']);
    await world.advanceBy({ minutes: 3 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    await proveTheEnd(world);
  });

  it('does not happen when the process was stopped after it took the lease and before COMMIT was answered', async () => {
    const attempt = await prepared();
    const leases = engine.get(AttemptLeases);
    leases.markSent = async (...given) => {
      const ids = await AttemptLeases.prototype.markSent.apply(leases, given);
      clock.sleep(200_000);
      return ids;
    };
    await send(attempt).finally(() => Reflect.deleteProperty(leases, 'markSent'));
    expect(await moved()).toBe(1);
    await world.advanceBy({ minutes: 3 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    await proveTheEnd(world);
  });

  it('does not happen when the charging of the merchant was stopped since it was prepared', async () => {
    const attempt = await prepared();
    await world.post('/v1/ops/charging/stop', { reason: 'The books do not balance' });
    await send(attempt);
    expect(await moved()).toBe(1);
    await endLeases();
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned']);
    await world.post('/v1/ops/charging/resume', { reason: 'They do' });
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    await proveTheEnd(world);
  });

  it.each(['in one transaction', 'one after the other'])(
    'is committed to once for a card, when two workers prepared two subscriptions of it: %s',
    async (how) => {
      const other = await world.subscriber();
      await engine.sql(
        `UPDATE subscriptions SET card_id = (SELECT card_id FROM subscriptions WHERE public_id = $1) WHERE public_id = $2`,
        [subscription.id, other.id],
      );
      await world.jumpTo('2027-03-10T06:00:00Z');
      // Neither sees what the other has not committed yet.
      const history = engine.get(AttemptHistory);
      history.underWay = (_, subscriptions) =>
        Promise.resolve(
          new Map(subscriptions.map(({ id }) => [id, { isCardInUse: false, isInDoubt: false }])),
        );
      const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
      await engine.get(BillDue).execute(scope, await world.now(), 10);
      const prepare = async () =>
        (await engine.get(PrepareAttempts).execute(scope, await world.now(), randomUUID(), 1)).prepared;
      const both = [...(await prepare()), ...(await prepare())].map(({ attempt }) => attempt);
      Reflect.deleteProperty(history, 'underWay');
      expect(new Set(both.map(({ cardId }) => cardId)).size).toBe(1);
      const commit = (attempt: Attempt) => engine.get(CommitToSend).execute(attempt, `session-${attempt.id}`);
      const told =
        how === 'in one transaction'
          ? await Promise.all(both.map(commit))
          : [await commit(both[0]!), await commit(both[1]!)];
      expect(told).toEqual([expect.any(Number), null]);
    },
  );

  it('does not happen when the card was refused for another subscription since it was prepared', async () => {
    const attempt = await prepared();
    await engine.sql(`UPDATE cards SET status = 'refused', refused_reason = 'Stolen card' WHERE id = $1`, [
      attempt.attempt.cardId,
    ]);
    await send(attempt);
    expect(await moved()).toBe(1);
    await endLeases();
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned']);
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    expect(await world.timeline(subscription.id)).toContain('dunning.mail_due');
  });

  it('goes to the card that was written ahead, also when the customer has another one by now', async () => {
    const attempt = await prepared();
    const other = await world.subscriber({ card: 'approved_mastercard' });
    await engine.sql(
      `UPDATE subscriptions SET card_id = (SELECT card_id FROM subscriptions WHERE public_id = $2) WHERE public_id = $1`,
      [subscription.id, other.id],
    );
    await send(attempt);
    const { charges } = await world.control<{ charges: { token: string; kind: string }[] }>('GET', '/truth');
    expect(charges.at(-1)).toMatchObject({ kind: 'MIT', token: charges[0]!.token });
  });

  it('uses an order number that can be computed again when the rows are lost', async () => {
    await send(await prepared());
    const secret = engine.get(MerchantAccounts).orderNoSecret(world.merchant);
    const { attempts } = await books(world);
    expect(attempts.map(({ order_no }) => order_no)).toEqual([
      orderNo(secret, subscription.id, 0, 1),
      orderNo(secret, subscription.id, 1, 1),
    ]);
    expect((await truth(world)).charges.map(({ order_no }) => order_no)).toEqual(
      attempts.map(({ order_no }) => order_no),
    );
  });
});
