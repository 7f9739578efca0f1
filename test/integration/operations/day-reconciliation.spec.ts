import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { readThroughCuts } from './cut-file.js';
import { comparedDays, paidSession, refundSessions } from './compared-days.js';
import { compareMany } from './many-lines.js';

const OURS = `r1-${'a'.repeat(26)}-1`;
const PAID = { operation: 'payment', state: 'paid', amount: '1.000', currency_code: 'KWD' };
const SAID = { evidence: 'bank statement, line 17', decided_by: 'Noura' };

describe('a day beside the report of the platform', () => {
  let engine: InProcessEngine;
  let world: World;
  beforeAll(async () => (engine = await InProcessEngine.start()));
  afterAll(() => engine.stop());
  beforeEach(async () => (world = await World.begin(engine, '2027-01-10T06:00:00Z')));
  afterEach(() => world.end());

  const { days, differences, report, apply, rerun, compare } = comparedDays(() => world);

  it('differs in every way there is, is decided one by one, and is proven in the end', async () => {
    const paid: string[] = [];
    for (let i = 0; i < 7; i++) paid.push(await paidSession(world));
    const untold = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.fault({ endpoint: 'webhook' }, { type: 'lost' }, { times: null });
    await world.payOnPage(untold);
    await world.clearFaults();
    const schedule = await world.call('PUT', '/v1/ops/reconciliation/schedule', { nightly: true });
    expect(schedule.body).toEqual({
      nightly: true,
      next_day: '2027-01-10',
      due_at: '2027-01-11T03:00:00.000Z',
    });

    const set = (i: number, cells: object) => ({
      session_id: paid[i],
      set: { is_sandbox: 'false', ...cells },
    });
    await report({
      changes: [
        { session_id: paid[0], drop: true },
        set(1, { amount: '9.000', settled_amount: '9.000' }),
        set(2, { amount: '9.50', settled_amount: '9.50', currency_code: 'SAR' }),
        set(3, { state: 'failed', settled_amount: '' }),
        set(4, { settled_amount: '9.400' }),
        { ...set(5, {}), repeat: true },
        set(6, { is_sandbox: 'true' }),
        { session_id: untold.checkout!.session_id, set: { is_sandbox: '' } },
      ],
      rows: [
        { ...PAID, session_id: 'stranger', order_no: OURS },
        { ...PAID, session_id: 'shop', order_no: 'shop-1' },
      ],
    });
    await engine.sql(`UPDATE merchants SET mode = 'live', ottu_is_simulator = false WHERE id = $1`, [
      world.merchant.id,
    ]);
    await world.jumpTo('2027-01-11T04:00:00Z');
    expect(await compare()).toMatchObject({ status: 'differences', open_differences: 9, lines: 10 });
    const found = await differences();
    expect(Object.fromEntries(found.map((d) => [d.session_id, `${d.type} ${d.proposed_action}`]))).toEqual({
      [paid[0]!]: 'missing_there read_file_again',
      [paid[1]!]: 'amount read_file_again',
      [paid[2]!]: 'currency read_file_again',
      [paid[3]!]: 'state read_file_again',
      [paid[4]!]: 'fee accept',
      [paid[5]!]: 'duplicate accept',
      [paid[6]!]: 'sandbox_in_live accept',
      [untold.checkout!.session_id]: 'state ask_again',
      stranger: 'missing_here read_file_again',
    });
    const by = (type: string) => found.find((d) => d.type === type && d.proposed_action !== 'ask_again')!;
    expect([by('state').platform?.state, by('missing_here').platform?.state]).toEqual(['paid', 'not_found']);
    await engine.sql(`UPDATE merchants SET mode = 'sandbox', ottu_is_simulator = true WHERE id = $1`, [
      world.merchant.id,
    ]);

    // What only has to be asked for is asked for, and settles as everything does.
    const asked = found.find((d) => d.proposed_action === 'ask_again')!;
    expect((await apply(asked.id, SAID)).body).toMatchObject({ status: 'applied' });
    await world.advanceBy({ minutes: 16 });
    expect((await differences('&status=gone')).map(({ id }) => id)).toEqual(
      [asked.id, by('sandbox_in_live').id].sort().reverse(),
    );

    // Compared again, what stays keeps its age and whoever looks after it.
    const amount = by('amount');
    await world.post(`/v1/ops/reconciliation/differences/${amount.id}/assign`, { owner: 'Layla' });
    await world.advanceBy({ hours: 2 });
    await rerun();
    expect(await compare()).toMatchObject({ status: 'differences', open_differences: 7 });
    const [again] = await differences('&owner=Layla');
    expect(again).toMatchObject({ id: amount.id, first_seen_at: amount.first_seen_at, status: 'open' });
    expect(again!.age_seconds).toBeGreaterThanOrEqual(2 * 3600);

    const fees = { type: 'fee', ...SAID };
    expect(await world.post('/v1/ops/reconciliation/days/2027-01-10/accept', fees)).toEqual({
      accepted: 1,
      left: 0,
    });
    expect(await world.call('POST', '/v1/ops/reconciliation/days/2027-01-09/accept', fees)).toMatchObject({
      status: 404,
    });
    const late = by('missing_there');
    for (const { id } of await differences('&status=open'))
      if (id !== late.id) expect((await apply(id, { ...SAID, action: 'accept' })).status).toBe(200);
    await rerun();
    expect(await compare()).toMatchObject({ status: 'differences', open_differences: 1 });
    // Ottu itself says paid: the file was late, and read once more it tells of it.
    await world.clearFaults();
    expect((await apply(late.id, SAID)).body).toMatchObject({
      status: 'applied',
      decided_action: 'read_file_again',
    });
    expect(await compare()).toMatchObject({ status: 'proven', lines: 8 });
    expect(new Set((await differences()).map(({ status }) => status))).toEqual(new Set(['gone']));
    await world.call('PUT', '/v1/ops/reconciliation/schedule', { nightly: false });
    await proveTheEnd(world);
  }, 180_000);

  it('finds refunds that are not told, told otherwise or not known, on the day on which they were made', async () => {
    const payments: string[] = [];
    for (let i = 0; i < 3; i++) {
      await world.subscriber();
    }
    const { data } = await world.get<{ data: { id: string; attempts: { session_id: string }[] }[] }>(
      '/v1/charges',
    );
    payments.push(...data.map(({ attempts }) => attempts[0]!.session_id));
    // A week later: the payments stand in a file that is not kept any more.
    await world.advanceTo('2027-01-20T06:00:00Z');
    for (const { id } of data) await world.post(`/v1/charges/${id}/refund`, { amount: '2.000' });
    await world.rest();
    const children = await refundSessions(world);
    const refunded = { ...PAID, operation: 'refund', state: 'refunded' };
    await report({
      changes: [
        { session_id: children[0], drop: true },
        { session_id: children[1], set: { amount: '2.500', settled_amount: '2.500' } },
      ],
      rows: [
        { ...refunded, session_id: 'ours', parent_session_id: payments[0], order_no: OURS },
        { ...refunded, session_id: 'strange', parent_session_id: 'nobody', order_no: OURS },
      ],
    });
    await world.jumpTo('2027-01-21T04:00:00Z');
    await world.post('/v1/ops/reconciliation/days/2027-01-20/run', {});
    await compare();
    const found = await differences('&day=2027-01-20');
    expect(Object.fromEntries(found.map((d) => [d.session_id, `${d.type} ${d.proposed_action}`]))).toEqual({
      [children[0]!]: 'missing_there look_at_refunds',
      [children[1]!]: 'amount look_at_refunds',
      ours: 'missing_here look_at_refunds',
      strange: 'missing_here accept',
    });
    // Looked at, nothing is there that we do not know; and of a payment that is booked, nothing is asked in vain.
    const ours = found.find((d) => d.session_id === 'ours')!;
    expect(await apply(ours.id, { ...SAID, action: 'ask_again' })).toMatchObject({ status: 422 });
    expect((await apply(ours.id, SAID)).body).toMatchObject({ status: 'applied' });
    await world.clearFaults();
    await world.post('/v1/ops/reconciliation/days/2027-01-20/run', {});
    await world.advanceBy({ minutes: 16 });
    expect(new Set((await differences('&day=2027-01-20')).map(({ status }) => status))).toEqual(
      new Set(['gone']),
    );
    await proveTheEnd(world);
  }, 60_000);

  it('waits for a file that cannot be read, says why, and takes it in either format when it can', async () => {
    await world.subscriber();
    await world.jumpTo('2027-01-11T04:00:00Z');
    for (const [action, reason] of [
      [{ charset: 'windows-1256', rows: [{ ...PAID, session_id: 'x', order_no: 'نور' }] }, /not utf-8/],
      [{ cut_bytes: 9 }, /cells instead of|cannot be read/],
      [
        { changes: [{}], columns: { order_no: 'Order', amount: null } },
        /order_no.*amount.*Unknown columns: Order/,
      ],
      [{ format: 'xlsx', cut_bytes: 30 }, /no workbook/],
    ] as const) {
      await report(action);
      await rerun();
      const day = await compare();
      expect(day).toMatchObject({ status: 'open', reason: expect.stringMatching(reason) as string });
      expect(day.next_run_at).toBe('2027-01-11T05:00:00.000Z');
      await world.clearFaults();
    }
    await report({ format: 'xlsx' });
    await rerun();
    expect(await compare()).toMatchObject({ status: 'proven', lines: 1, reason: null, next_run_at: null });
    expect(await differences()).toEqual([]);
  }, 60_000);

  it('is read in the end, each line once, though its file breaks off on the way and while it is written', () =>
    readThroughCuts(engine, world));

  it('on which nothing was sent has no file: it is proven by that after a day, and alarms nobody', async () => {
    await world.call('PUT', '/v1/ops/reconciliation/schedule', { nightly: true });
    await world.advanceTo('2027-01-12T01:30:00Z');
    const [empty] = await days();
    expect(empty).toMatchObject({
      day: '2027-01-10',
      status: 'open',
      next_run_at: '2027-01-12T02:00:00.000Z',
    });
    await world.call('PUT', '/v1/ops/reconciliation/schedule', { nightly: false });
    await world.advanceTo('2027-01-12T02:00:00Z');
    expect((await days())[0]).toMatchObject({ status: 'proven', lines: 0, next_run_at: null });
    const told = (type: string) => world.get<{ data: object[] }>(`/v1/events?type=reconciliation.${type}`);
    expect((await told('day_proven')).data).toMatchObject([{ data: { day: '2027-01-10' } }]);
    expect((await told('day_unread')).data).toEqual([]);
    // Something of that day turns up in our books: asked for once more, it waits for a file as any other.
    await world.subscriber();
    await engine.sql(
      `UPDATE attempts SET prepared_at = '2027-01-10T12:00:00Z', sent_at = NULL WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    await rerun();
    expect(await compare()).toMatchObject({ status: 'open', reason: 'the platform has no file of this day' });
    expect((await told('day_unread')).data).toHaveLength(1);
  });

  it('refuses what makes no sense, and names it', async () => {
    const post = async (path: string, body: object) =>
      (await world.call<{ detail: string; status: number }>('POST', `/v1/ops/reconciliation/${path}`, body))
        .body;
    expect(await post('days/2027-02-30/run', {})).toMatchObject({
      status: 400,
      detail: expect.stringContaining('day') as string,
    });
    expect(await post('days/2027-01-10/run', {})).toMatchObject({
      status: 422,
      detail: expect.stringContaining('must be over') as string,
    });
    expect(await post('differences/diff_x/apply', SAID)).toMatchObject({ status: 404 });
    expect(await post('differences/diff_x/apply', { action: 'refund', ...SAID })).toMatchObject({
      status: 400,
    });
    expect(await post('differences/diff_x/assign', {})).toMatchObject({ status: 400 });
    expect((await world.call('GET', '/v1/ops/reconciliation/differences?type=all')).status).toBe(400);
  });

  it('finds each of a thousand wrong lines among many, and nothing else', async () => {
    const { expected, found, day } = await compareMany(engine, world);
    expect(found).toEqual(expected);
    expect(day).toMatchObject({ status: 'differences' });
  }, 600_000);
});
