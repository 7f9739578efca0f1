import { Desk } from './support.js';

describe('faults', () => {
  let desk: Desk;
  let token: string;
  beforeEach(async () => {
    desk = await Desk.open({ settings: { hang_seconds: 1 } });
    token = await desk.firstPayment();
  });
  afterEach(() => desk.close());

  const charged = async (id: string) => (await desk.truth(`?session_id=${id}`)).charges.length;
  const strike = (action: object, more: object = {}) =>
    desk.fault({ match: { endpoint: 'auto_debit' }, action, ...more });

  it('cut the connection before or after the money moved', async () => {
    for (const [type, moved] of [
      ['drop_before', 0],
      ['drop_after', 1],
    ] as const) {
      const { session_id } = await desk.session();
      await strike({ type });
      await expect(desk.autoDebit(session_id, token)).rejects.toThrow('fetch failed');
      expect(await charged(session_id)).toBe(moved);
    }
  });

  it('answer an error before or after the money moved', async () => {
    for (const [type, status, moved] of [
      ['error_before', 503, 0],
      ['error_after', 500, 1],
      ['error_before', 429, 0],
    ] as const) {
      const { session_id } = await desk.session();
      await strike({ type, status, retry_after_seconds: 7 });
      const answer = await desk.autoDebit(session_id, token);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7']);
      expect(await charged(session_id)).toBe(moved);
    }
  });

  it('keep silent before or after the money moved', async () => {
    for (const [type, moved] of [
      ['hang_before', 0],
      ['hang_after', 1],
    ] as const) {
      const { session_id } = await desk.session();
      await strike({ type });
      const started = Date.now();
      await expect(desk.autoDebit(session_id, token)).rejects.toThrow();
      expect(Date.now() - started).toBeGreaterThan(800);
      expect(await charged(session_id)).toBe(moved);
    }
  });

  it('break, cut short or falsify an answer after the money moved', async () => {
    const { session_id } = await desk.session();
    await strike({ type: 'broken_body' });
    expect(typeof (await desk.autoDebit(session_id, token)).body).toBe('string');
    await strike({ type: 'truncated_body' });
    await expect(desk.charge(token)).rejects.toThrow();
    await strike({ type: 'wrong_echo', fields: { order_no: 'somebody-else' } });
    expect((await desk.charge(token)).body).toMatchObject({ state: 'paid', order_no: 'somebody-else' });
    await strike({ type: 'wrong_echo', fields: ['amount', 'session_id'] });
    const echoed = await desk.charge(token);
    expect(echoed.body.amount).not.toBe('9.500');
    expect(echoed.body.session_id).not.toBe(echoed.session_id);
    expect(await charged(session_id)).toBe(1);
  });

  it('delay, force a decline or another outcome', async () => {
    await strike({ type: 'delay', ms: 120 });
    const started = Date.now();
    expect((await desk.charge(token)).body.state).toBe('paid');
    expect(Date.now() - started).toBeGreaterThan(110);
    await strike({ type: 'force_decline', code: '43' });
    expect((await desk.charge(token)).body.gateway_response).toMatchObject({
      code: '43',
      message: 'Stolen card',
    });
    await strike({ type: 'force_outcome', outcome: 'approve_late', minutes: 3 });
    const late = await desk.charge(token);
    expect(late.body.state).toBe('pending');
    await desk.advance(180);
    expect(await desk.state(late.session_id)).toBe('paid');
  });

  it('strike as often as they say, those they match, and count it', async () => {
    await strike({ type: 'force_decline', code: '05' }, { id: 'f', times: 2, skip: 1 });
    const results = [];
    for (let i = 0; i < 4; i++) results.push((await desk.charge(token)).body.result);
    expect(results).toEqual(['success', 'failed', 'failed', 'success']);
    expect((await desk.get('/control/faults/f')).body).toMatchObject({ hits: 2, seen: 3 });
    await desk.fault({
      match: { endpoint: '*', customer_id: 'nobody' },
      action: { type: 'outage', status: 503 },
    });
    expect((await desk.charge(token)).status).toBe(200);
    expect((await desk.send('DELETE', '/control/faults')).status).toBe(204);
    expect((await desk.get('/control/faults')).body.faults).toEqual([]);
  });

  it('make an outage until it is ended', async () => {
    await desk.fault({ id: 'out', match: {}, action: { type: 'outage' } });
    for (let i = 0; i < 3; i++) await expect(desk.create()).rejects.toThrow('fetch failed');
    expect((await desk.get('/health')).status).toBe(200);
    await desk.send('DELETE', '/control/faults/out');
    expect((await desk.create()).status).toBe(201);
  });

  it('are refused when they make no sense, naming what does', async () => {
    const wrong = [
      { match: { endpoint: 'moon' }, action: { type: 'delay' } },
      { match: {}, action: { type: 'explode' } },
      { match: { endpoint: 'webhook' }, action: { type: 'drop_after' } },
      { match: {}, action: { type: 'force_decline', code: '999' } },
      { match: {}, action: { type: 'delay' }, probability: 2 },
      { match: { order: 'x' }, action: { type: 'delay' } },
    ];
    for (const fault of wrong) expect((await desk.fault(fault)).status).toBe(400);
  });
});
