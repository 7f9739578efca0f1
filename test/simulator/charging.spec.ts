import { agreement, Desk, type Loose } from './support.js';

describe('charging a saved card', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  it('needs a first payment by the card holder, after which later charges are paid', async () => {
    const token = await desk.firstPayment();
    expect(token).toMatch(/^\d{16}$/);
    const charge = await desk.charge(token, { amount: '12.25' });
    expect(charge.status).toBe(200);
    expect(charge.body).toMatchObject({
      result: 'success',
      state: 'paid',
      amount: '12.250',
      paid_amount: '12.250',
    });
    expect(charge.body.token.agreements).toEqual(['A1']);
    const truth = await desk.truth('?customer_id=cust_1');
    expect(truth.charges.map((one: Loose) => [one.kind, one.amount])).toEqual([
      ['CIT', '9.500'],
      ['MIT', '12.250'],
    ]);
    expect(truth.totals.KWD).toMatchObject({ charges: 2, charged: '21.750', net: '21.750' });
  });

  it('works under the older path and without a slash at the end', async () => {
    const token = await desk.firstPayment();
    const session = await desk.session();
    const paid = await desk.post('/b/pbl/v2/auto-debit', { session_id: session.session_id, token });
    expect(paid.body.state).toBe('paid');
  });

  it('is refused a second time on the same session, and no money moves twice', async () => {
    const token = await desk.firstPayment();
    const session = await desk.session();
    const answers = await Promise.all([1, 2, 3].map(() => desk.autoDebit(session.session_id, token)));
    expect(answers.map((one) => one.status).sort()).toEqual([200, 400, 400]);
    expect((await desk.truth(`?session_id=${session.session_id}`)).charges).toHaveLength(1);
  });

  it('may charge twice when the platform is set not to serialise', async () => {
    await desk.settings({ auto_debit_concurrency: 'parallel' });
    const token = await desk.firstPayment();
    const session = await desk.session();
    await Promise.all([1, 2].map(() => desk.autoDebit(session.session_id, token)));
    const truth = await desk.truth();
    expect(truth.sessions_charged_more_than_once).toEqual([session.session_id]);
  });

  it('declines with 200 and a result, leaving the session to be tried again', async () => {
    const token = await desk.firstPayment('4000000000000341', {}, { card_cvv: '002' });
    const first = await desk.charge(token);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ result: 'failed', state: 'attempted', message: 'Insufficient funds' });
    expect(first.body.gateway_response).toMatchObject({
      code: '51',
      response: { gatewayCode: 'INSUFFICIENT_FUNDS' },
    });
    expect((await desk.autoDebit(first.session_id, token)).body.state).toBe('attempted');
    expect((await desk.autoDebit(first.session_id, token)).body.state).toBe('paid');
  });

  it('declines with 400 and a result when set so, and fails for good without multi-attempt', async () => {
    await desk.settings({ decline_http_status: 400, multi_attempt: false });
    const token = await desk.firstPayment('4000000000009987');
    const charge = await desk.charge(token);
    expect(charge.status).toBe(400);
    expect(charge.body).toMatchObject({
      detail: 'Stolen card',
      result: 'failed',
      pg_response: { code: '43' },
    });
    expect(await desk.state(charge.session_id)).toBe('failed');
    expect((await desk.autoDebit(charge.session_id, token)).body).toEqual({
      detail: 'A transaction in the state failed cannot be paid.',
    });
  });

  it('refuses what the agreement does not allow, without a result and without touching the session', async () => {
    const token = await desk.firstPayment(undefined, {
      agreement: agreement({ amount_variability: 'fixed', total_cycles: 2, expiry_date: '2026-06-30' }),
    });
    const cases: [object, string][] = [
      [{ amount: '9.501' }, 'exactly 9.500 KWD'],
      [{ agreement: agreement({ id: 'A2' }) }, 'no agreement A2'],
      [{ customer_id: 'cust_2' }, 'does not belong to the customer'],
      [{ pg_codes: ['cybersource'] }, 'gateway account credit-card'],
    ];
    for (const [more, reason] of cases) {
      const { status, body, session_id } = await desk.charge(token, more);
      expect([status, Object.keys(body)]).toEqual([400, ['detail']]);
      expect(body.detail).toContain(reason);
      expect(await desk.state(session_id)).toBe('created');
    }
    expect((await desk.charge(token)).body.state).toBe('paid');
    expect((await desk.charge(token)).body.detail).toContain('All 2 cycles');
  });

  it('refuses after the agreement expired', async () => {
    const token = await desk.firstPayment(undefined, { agreement: agreement({ expiry_date: '2026-02-28' }) });
    await desk.advance(29 * 86_400);
    expect((await desk.charge(token)).body.detail).toContain('expired on 2026-02-28');
  });

  it('binds the agreement to one card, which only the card holder may change', async () => {
    const first = await desk.firstPayment('4111111111111111');
    const second = await desk.firstPayment('5555555555554444');
    expect(second).not.toBe(first);
    expect((await desk.charge(first)).body.detail).toContain('Another card is in force');
    expect((await desk.charge(second)).body.state).toBe('paid');
  });

  it('cannot be done on an expired, canceled or unknown session, nor with an unknown token', async () => {
    const token = await desk.firstPayment();
    for (const operation of ['expire', 'cancel']) {
      const { session_id } = await desk.session();
      await desk.post('/b/pbl/v2/operation/', { operation, session_id });
      expect((await desk.autoDebit(session_id, token)).status).toBe(400);
    }
    expect((await desk.autoDebit('f'.repeat(40), token)).body).toHaveProperty('session_id');
    const { session_id } = await desk.session();
    expect((await desk.autoDebit(session_id, '1234')).body).toHaveProperty('token');
  });

  it('works in one step, without a session id before the money moves', async () => {
    const token = await desk.firstPayment();
    const paid = await desk.create({ payment_instrument: { instrument_type: 'token', payload: { token } } });
    expect(paid.status).toBe(201);
    expect(paid.body).toMatchObject({ state: 'paid', result: 'success' });
    expect(paid.body).not.toHaveProperty('checkout_url');
  });

  it('declines a card that has expired meanwhile', async () => {
    const token = await desk.firstPayment(undefined, {}, { card_expiry: '04/26' });
    await desk.advance(100 * 86_400);
    expect((await desk.charge(token)).body.gateway_response.code).toBe('54');
  });
});
