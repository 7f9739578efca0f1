import { randomUUID } from 'node:crypto';

import { BillDue } from '../../../src/modules/auto-debit/use-cases/bill-due.js';
import {
  AttemptsRepository,
  type PreparedAttempt,
  PrepareAttempts,
  SendAttempt,
  SettleCharge,
} from '../../../src/modules/charges/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { books, truth } from '../../scenarios/support/books.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

/** What may change between the writing ahead of an attempt and the moment in which the money would move. */
describe('the last look before money moves', () => {
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

  const scope = () => ({ kind: 'test_clock' as const, merchantId: world.merchant.id });
  const bill = async () => engine.get(BillDue).execute(scope(), await world.now(), 10);
  const prepare = async (): Promise<PreparedAttempt[]> =>
    (await engine.get(PrepareAttempts).execute(scope(), await world.now(), randomUUID(), 10)).prepared;
  const send = ({ attempt, payer }: PreparedAttempt) =>
    engine.get(SendAttempt).execute({ attempt: { ...attempt }, payer });
  const moved = async () => (await truth(world)).charges.length;

  it('sees that an earlier attempt was booked as paid meanwhile', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await world.jumpTo('2027-02-11T08:00:00Z');
    const [retry] = await prepare();
    const earlier = (
      await engine
        .get(UnitOfWork)
        .read((tx) =>
          engine.get(AttemptsRepository).ofInvoice(tx, world.merchant.id, retry!.attempt.invoiceId),
        )
    )[0]!;
    // A yes of the gateway after its no, found by another worker while this one prepares.
    const payment = {
      sessionId: earlier.sessionId!,
      orderNo: earlier.orderNo,
      state: 'paid' as const,
      result: 'success',
      amount: null,
      referenceNumber: null,
      gatewayCustomerId: null,
      agreementId: null,
      card: null,
      decline: null,
      checkoutUrl: null,
    };
    await engine.get(SettleCharge).execute(earlier, { kind: 'succeeded', payment }, 'look');
    const before = await moved();
    await send(retry!);
    expect(await moved()).toBe(before);
    const { attempts } = await books(world);
    expect(attempts.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'prepared']);
    expect((await world.subscription(subscription.id)).status).toBe('active');
  });

  it('sees a newer period that is about to be charged, and waits its distance', async () => {
    await world.subscriber({ interval: 'day' });
    await world.jumpTo('2027-01-12T07:00:00Z');
    await bill();
    await bill();
    // The older one waits for a retry that falls due while the newer one is on its way.
    const older = `(SELECT min(id) FROM charges WHERE merchant_id = ${world.merchant.id} AND status = 'scheduled')`;
    await engine.sql(
      `UPDATE charges SET next_action_at = next_action_at + interval '1 year' WHERE id = ${older}`,
    );
    const newer = await prepare();
    await engine.sql(
      `UPDATE charges SET next_action_at = next_action_at - interval '1 year' WHERE id = ${older}`,
    );
    expect(newer).toHaveLength(1);
    expect(await prepare()).toEqual([]);
    await send(newer[0]!);
    await world.advanceBy({ days: 3 });
    const sent = (await books(world)).attempts
      .flatMap(({ sent_at }) => (sent_at ? [sent_at.getTime()] : []))
      .sort();
    expect(Math.min(...sent.slice(1).map((at, i) => at - sent[i]!))).toBeGreaterThanOrEqual(20 * 3_600_000);
  });
});
