import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { balance, books, invoiceStatuses, refunds } from './support/books.js';
import {
  approveLate,
  BOTH_BUT_ONE_BACK,
  expectAlarms,
  moved,
  noticeIt,
  payTwice,
  REFUND_ALARM,
  refundAtPlatform,
  surplusList,
} from './support/giving-back.js';
import { proveTheEnd } from './support/proofs.js';

describe('a payment that came twice', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  it('is given back once, by itself, with an event and an alarm', async () => {
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect(await refunds(world)).toMatchObject([
      { origin: 'surplus', status: 'succeeded', sends: 1, amount: 9500n },
    ]);
    expect(await balance(world, 'surplus')).toBe(0n);
    expect(await surplusList(world)).toEqual([]);
    const timeline = await world.timeline(subscription.id);
    expect(timeline).toEqual(
      expect.arrayContaining(['attempt.surplus', 'refund.requested', 'refund.sent', 'refund.succeeded']),
    );
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('is given back once however often its success is told', async () => {
    await world.setPlatform({ mit_webhook: true });
    await world.fault({ endpoint: 'webhook' }, { type: 'duplicate', n: 3 }, { times: null });
    await approveLate(world);
    await world.advanceTo('2027-02-14T06:00:00Z');
    expectAlarms(world, 1);
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect(await refunds(world)).toHaveLength(1);
    await proveTheEnd(world);
  });

  it.each([
    ['cut off before it was made', { type: 'drop_before' }],
    ['cut off after it was made', { type: 'drop_after' }],
    ['answered 500 after it was made', { type: 'error_after', status: 500 }],
    ['answered 503 before it was made', { type: 'error_before', status: 503 }],
    ['answered with half of its JSON', { type: 'broken_body' }],
    ['answered with another amount', { type: 'wrong_echo', fields: ['amount'] }],
  ])('is given back once although the refund is %s: asked about, not repeated blindly', async (_, fault) => {
    await world.fault({ endpoint: 'operation', operation: 'refund' }, fault);
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    const wasMade = !/before/.test(fault.type);
    expect(await refunds(world)).toMatchObject([{ status: 'unknown', sends: 1 }]);
    expect(await surplusList(world)).toMatchObject([
      { amount: '9.500', doing: 'refunding', refund_status: 'unknown' },
    ]);
    await world.advanceBy({ minutes: 62 });
    expect((await refunds(world))[0]).toMatchObject(
      wasMade ? { status: 'succeeded', sends: 1, settled_by: 'look' } : { status: 'unknown', sends: 1 },
    );
    await world.advanceBy({ minutes: 2 });
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect((await refunds(world))[0]).toMatchObject({ status: 'succeeded', sends: wasMade ? 1 : 2 });
    await proveTheEnd(world);
  });

  it('is given back once although the request was held up for three quarters of an hour on its way', async () => {
    const late = { type: 'force_outcome', outcome: 'late', minutes: 45 };
    await world.fault({ endpoint: 'operation', operation: 'refund' }, late);
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    await world.advanceBy({ hours: 3 });
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', sends: 1, settled_by: 'look' }]);
    await proveTheEnd(world);
  });

  it.each(['inquiry', 'nowhere'])(
    'is given back once where refunds are told %s, although the answer was lost',
    async (place) => {
      await world.setPlatform({ refunds_told_in: place });
      await world.fault({ endpoint: 'operation', operation: 'refund' }, { type: 'drop_after' });
      await payTwice(world);
      await noticeIt(world);
      expectAlarms(world, 1);
      await world.advanceBy({ hours: 4 });
      expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
      expect((await refunds(world)).map(({ status }) => status)).toEqual(['succeeded']);
      await proveTheEnd(world);
    },
  );

  it('is no refusal where nothing is told and the repeat finds nothing left: a person finds out', async () => {
    await world.setPlatform({ refunds_told_in: 'nowhere' });
    const late = { type: 'force_outcome', outcome: 'late', minutes: 45 };
    await world.fault({ endpoint: 'operation', operation: 'refund' }, late);
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    await world.advanceBy({ hours: 2 });
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect(await refunds(world)).toMatchObject([{ status: 'unknown', sends: 2 }]);
    await world.advanceBy({ days: 7 });
    expectAlarms(world, 1, REFUND_ALARM);
    const [refund] = await refunds(world);
    expect(refund).toMatchObject({ status: 'manual' });
    expect(await surplusList(world)).toMatchObject([{ doing: 'waits_for_person', refund_status: 'manual' }]);
    const word = { outcome: 'refunded', evidence: 'settlement report, line 17', decided_by: 'Noura' };
    await world.post(`/v1/ops/refunds/${refund!.id}/resolve`, word);
    expect(await surplusList(world)).toEqual([]);
    await proveTheEnd(world);
  });

  it.each([
    ['queued', 'succeeded', '9.500', 0],
    ['queued_then_rejected', 'rejected', '0.000', 1],
  ])('is followed up while the gateway has the refund %s', async (mode, status, refunded, alarms) => {
    await world.setPlatform({ refunds: mode, refund_queue_minutes: 24 * 60 });
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    expect(await refunds(world)).toMatchObject([{ status: 'queued' }]);
    expect(await surplusList(world)).toMatchObject([{ doing: 'refunding', refund_status: 'queued' }]);
    await world.advanceBy({ hours: 31 });
    expectAlarms(world, alarms, REFUND_ALARM);
    expect(await refunds(world)).toMatchObject([{ status, sends: 1, settled_by: 'look' }]);
    expect((await moved(world))[2]).toEqual(['9.500', refunded]);
    expect((await surplusList(world)).map(({ doing }) => doing)).toEqual(
      alarms === 0 ? [] : ['waits_for_person'],
    );
    await proveTheEnd(world);
  });

  it('is not given back by us when a person did so at the platform first', async () => {
    await payTwice(world);
    const { attempts } = await books(world);
    await refundAtPlatform(world, attempts.find(({ status }) => status === 'abandoned')!.order_no);
    await noticeIt(world);
    expectAlarms(world, 1);
    // Seen once proves nothing.
    expect(await refunds(world)).toMatchObject([{ origin: 'surplus', status: 'requested', sends: 0 }]);
    await world.advanceBy({ minutes: 1 });
    expectAlarms(world, 1, REFUND_ALARM);
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    expect(await refunds(world)).toMatchObject([
      { origin: 'surplus', status: 'rejected', sends: 0 },
      { origin: 'platform', status: 'succeeded', amount: 9500n },
    ]);
    expect(await surplusList(world)).toEqual([]);
    await proveTheEnd(world);
  });
});
