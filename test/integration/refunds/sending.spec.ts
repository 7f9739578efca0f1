import { randomUUID } from 'node:crypto';

import { ActOnRefund, type Refund, RefundsRepository } from '../../../src/modules/refunds/index.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { refunds, truth } from '../../scenarios/support/books.js';
import {
  expectAlarms,
  operationWebhookUrl,
  REFUND_ALARM,
  refundAtPlatform,
} from '../../scenarios/support/giving-back.js';
import { events } from '../../scenarios/support/links.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

/** Time passes between any two looks at it: as in a process that is put to sleep again and again. */
class SleepyClock extends SystemClock {
  sleepMs = 0;
  private slept = 0;

  sleep(ms: number): void {
    this.slept += ms;
  }

  override monotonicMs(): number {
    this.slept += this.sleepMs;
    return super.monotonicMs() + this.slept;
  }
}

describe('sending a refund', () => {
  const clock = new SleepyClock();
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start({ clock });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  /** A part, of which the platform would give another: only we keep it from being given twice. */
  async function claimed(): Promise<Refund> {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/charges');
    await world.post(`/v1/charges/${data[0]!.id}/refund`, { amount: '4.000' });
    const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
    const now = await world.now();
    const [refund] = await engine
      .get(UnitOfWork)
      .run((tx) => engine.get(RefundsRepository).claimDue(tx, scope, now, randomUUID(), 10));
    return refund!;
  }
  const act = (refund: Refund) => engine.get(ActOnRefund).execute({ ...refund });
  const given = async () => (await truth(world)).charges.map(({ refunded }) => refunded);
  const endLeases = () => engine.sql(`UPDATE refunds SET lease_until = now() - interval '1 second'`);

  it('happens once for a claim, whoever tries and how often', async () => {
    const refund = await claimed();
    await Promise.allSettled([act(refund), act(refund), act(refund)]);
    await act(refund).catch(() => undefined);
    expect(await given()).toEqual(['4.000']);
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', sends: 1 }]);
    await proveTheEnd(world);
  });

  it.each([
    ['another worker has taken it over', 'epoch = epoch + 1'],
    ['another process has it', 'owner = gen_random_uuid()'],
    ['its lease ran out', `lease_until = now() - interval '1 second'`],
  ])('does not happen when %s, and then by whoever has it', async (_, change) => {
    const refund = await claimed();
    await engine.sql(`UPDATE refunds SET ${change} WHERE id = $1`, [refund.id]);
    await act(refund);
    expect(await given()).toEqual(['0.000']);
    expect(await refunds(world)).toMatchObject([{ status: 'requested', sends: 0 }]);
    await endLeases();
    await world.rest();
    expect(await given()).toEqual(['4.000']);
    await proveTheEnd(world);
  });

  it.each(['since it committed to it', 'within the commit'])(
    'does not happen in a process that slept %s; it is asked about and made later',
    async (when) => {
      const refund = await claimed();
      const rows = engine.get(RefundsRepository);
      if (when === 'within the commit')
        rows.markSent = async (...given) => {
          const isMine = await RefundsRepository.prototype.markSent.apply(rows, given);
          clock.sleep(200_000);
          return isMine;
        };
      else clock.sleepMs = 16_000;
      await act(refund).finally(() => Reflect.deleteProperty(rows, 'markSent'));
      clock.sleepMs = 0;
      expect(await given()).toEqual(['0.000']);
      expect(await refunds(world)).toMatchObject([{ status: 'unknown', sends: 1 }]);
      await endLeases();
      await world.advanceBy({ hours: 2 });
      expect(await given()).toEqual(['4.000']);
      expect(await refunds(world)).toMatchObject([{ status: 'succeeded', sends: 2 }]);
      await proveTheEnd(world);
    },
  );

  it('finds its money gone back when the process died after the call', async () => {
    const refund = await claimed();
    await world.fault({ endpoint: 'operation', operation: 'refund' }, { type: 'drop_after' });
    await act(refund);
    // As if the answer had not even been taken for unknown.
    await engine.sql(`UPDATE refunds SET status = 'sent', trouble = NULL WHERE id = $1`, [refund.id]);
    await endLeases();
    await world.advanceBy({ minutes: 2 });
    expect(await given()).toEqual(['4.000']);
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', sends: 1, settled_by: 'look' }]);
    await proveTheEnd(world);
  });

  it('that was made and answered with a refusal is not believed refused while nothing can be seen', async () => {
    const refund = await claimed();
    const body = { detail: 'Something went wrong.', operation: 'refund', result: 'failed' };
    await world.fault(
      { endpoint: 'operation', operation: 'refund' },
      { type: 'error_after', status: 400, body },
    );
    // The look before the call sees that nothing is there; the one after it sees nothing.
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 502 }, { skip: 1, times: 1 });
    await act(refund);
    expect(await refunds(world)).toMatchObject([{ status: 'unknown', sends: 1 }]);
    const { id } = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data[0]!;
    // Who asks again meanwhile asks for another one, which waits for this.
    await world.post(`/v1/charges/${id}/refund`, { amount: '4.000' });
    await endLeases();
    await world.advanceBy({ minutes: 2 });
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded', sends: 1 }]);
    expect(await given()).toEqual(['8.000']);
    await proveTheEnd(world);
  });

  it('that was refused is looked for once more, in case it was made all the same', async () => {
    const refund = await claimed();
    const body = { detail: 'Something went wrong.', operation: 'refund', result: 'failed' };
    await world.fault(
      { endpoint: 'operation', operation: 'refund' },
      { type: 'error_before', status: 400, body },
    );
    await act(refund);
    expect(await refunds(world)).toMatchObject([{ status: 'rejected' }]);
    expect(
      await engine.sql('SELECT looks FROM refund_looks WHERE merchant_id = $1', [world.merchant.id]),
    ).toEqual([{ looks: 0 }]);
    await proveTheEnd(world);
  });

  it('whose payment cannot be looked at is told, and is nobody’s money until a person has it', async () => {
    const refund = await claimed();
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 502 }, { times: null });
    await act(refund);
    await endLeases();
    await world.advanceBy({ days: 1 });
    expect(await world.get('/v1/ops/due')).toMatchObject({
      refunds: {
        unseen: 1,
        next: [{ refund: refund.publicId, unseen_since: expect.any(String), reason: expect.any(String) }],
      },
    });
    await world.advanceBy({ days: 8 });
    expect(await given()).toEqual(['0.000']);
    expect(await refunds(world)).toMatchObject([{ status: 'manual', sends: 0 }]);
    expect(await events(world, 'refund.postponed')).toHaveLength(7);
    expectAlarms(world, 1, REFUND_ALARM);
    await world.clearFaults();
    const word = { outcome: 'not_refunded', evidence: 'nothing on the dashboard', decided_by: 'Noura' };
    await world.post(`/v1/ops/refunds/${refund.publicId}/resolve`, word);
    await proveTheEnd(world);
  });

  it('waits for a person when the gateway has it queued for too long, also while another of its payment is in doubt', async () => {
    await world.setPlatform({ refunds: 'queued', refund_queue_minutes: 100_000 });
    const queued = await claimed();
    await act(queued);
    await world.fault({ endpoint: 'operation' }, { type: 'drop_before' }, { times: null });
    const { id } = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data[0]!;
    for (const [amount, at] of [
      ['1.000', '2027-02-08T06:00:00Z'],
      ['2.000', '2027-02-09T07:00:00Z'],
    ] as const) {
      await world.jumpTo(at);
      await world.post(`/v1/charges/${id}/refund`, { amount });
      await world.rest();
    }
    // What is asked for by then waits for both.
    expect((await refunds(world)).map(({ status }) => status)).toEqual(['manual', 'unknown', 'requested']);
    expect(await events(world, 'refund.manual')).toMatchObject([{ refund_id: queued.publicId }]);
    expectAlarms(world, 1, REFUND_ALARM);
  });

  it('is looked at no oftener than the platform allows of a payment, by however many refunds of it', async () => {
    await world.setPlatform({ refunds_told_in: 'inquiry' });
    const { data } = await world.get<{ data: { id: string; attempts: { order_no: string }[] }[] }>(
      '/v1/charges',
    );
    const [{ id, attempts }] = data as [(typeof data)[0]];
    for (const amount of ['1', '2', '3', '0.5']) await world.post(`/v1/charges/${id}/refund`, { amount });
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    await refundAtPlatform(world, attempts[0]!.order_no, '0.250');
    await world.advanceBy({ minutes: 20 });
    await refundAtPlatform(world, attempts[0]!.order_no, '0.125');
    await world.advanceBy({ days: 3 });
    expect(await refunds(world)).toHaveLength(6);
    expect((await refunds(world)).map(({ status }) => status)).toEqual(Array(6).fill('succeeded'));
    const asked = await waitFor(
      'the calls to be written',
      () =>
        engine.sql<{ outcome: string }>(
          `SELECT outcome FROM gateway_calls WHERE merchant_id = $1 AND endpoint = 'inquiry'`,
          [world.merchant.id],
        ),
      // One before each of ours is sent, and three a day.
      (calls) => calls.length >= 4,
    );
    expect(new Set(asked.map(({ outcome }) => outcome))).toEqual(new Set(['told']));
    await proveTheEnd(world);
  });
});
