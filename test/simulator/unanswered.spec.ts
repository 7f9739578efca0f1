import { Desk, Shop } from './support.js';

/** Sends a charge that will hang, and gives up on it. */
async function chargeAndGiveUp(desk: Desk, token: string): Promise<string> {
  const { session_id } = await desk.session();
  const controller = new AbortController();
  const gone = fetch(`${desk.url}/b/pbl/v2/payment/auto-debit/`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: 'Api-Key sim_ottu_api_key', 'content-type': 'application/json' },
    body: JSON.stringify({ session_id, token }),
  }).catch((error: unknown) => (error as Error).name);
  await desk.until(session_id, 'pending');
  controller.abort();
  expect(await gone).toBe('AbortError');
  return session_id;
}

const inquire = (desk: Desk, session_id: string) => desk.post('/b/pbl/v2/inquiry/', { session_id });

describe('a charge that is not answered', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  it('may have moved money that only the gateway knows of, until it is asked', async () => {
    const token = await desk.firstPayment('4000056655665556');
    const id = await chargeAndGiveUp(desk, token);
    expect(await desk.state(id)).toBe('pending');
    expect((await desk.truth()).charges_nobody_was_told_of).toHaveLength(1);
    expect((await desk.autoDebit(id, token)).status).toBe(400);
    await desk.advance(12 * 60);
    const answer = await inquire(desk, id);
    expect(answer.body).toMatchObject({ state: 'paid', result: 'success' });
    expect((await desk.truth()).charges_nobody_was_told_of).toHaveLength(0);
  });

  it('may have moved nothing, and then never will', async () => {
    const token = await desk.firstPayment('4000002500003155');
    const id = await chargeAndGiveUp(desk, token);
    await desk.advance(12 * 60);
    expect((await inquire(desk, id)).body).toMatchObject({ state: 'attempted', result: 'failed' });
    expect((await desk.truth(`?session_id=${id}`)).charges).toHaveLength(0);
  });

  it('still turns paid after it was expired, but not after it was canceled', async () => {
    const token = await desk.firstPayment('4000002760003184');
    const [expired, canceled] = [await desk.charge(token), await desk.charge(token)];
    expect(expired.body).toMatchObject({ state: 'pending', result: 'pending' });
    await desk.post('/b/pbl/v2/operation/', { operation: 'expire', session_id: expired.session_id });
    await desk.post('/b/pbl/v2/operation/', { operation: 'cancel', session_id: canceled.session_id });
    await desk.advance(299);
    expect(await desk.state(expired.session_id)).toBe('expired');
    await desk.advance(1);
    expect(await desk.state(expired.session_id)).toBe('paid');
    expect(await desk.state(canceled.session_id)).toBe('canceled');
    expect((await desk.truth('?customer_id=cust_1')).charges).toHaveLength(2);
  });

  it('is told by a webhook when the platform asks the gateway itself', async () => {
    const shop = await Shop.open();
    await desk.settings({ automatic_inquiry_minutes: 30 });
    const token = await desk.firstPayment('4000056655665556');
    await desk.fault({ match: { endpoint: 'auto_debit' }, action: { type: 'drop_before' } });
    const { session_id } = await desk.session({ webhook_url: shop.url });
    await desk.autoDebit(session_id, token).catch(() => undefined);
    expect(await desk.state(session_id)).toBe('created');
    void desk.autoDebit(session_id, token).catch(() => undefined);
    await desk.until(session_id, 'pending');
    await desk.advance(31 * 60);
    await shop.until(1);
    expect(shop.received[0]?.body).toMatchObject({ session_id, state: 'paid' });
    await shop.close();
  });
});

describe('asking how a payment stands', () => {
  let desk: Desk;
  let id: string;
  beforeEach(async () => {
    desk = await Desk.open();
    id = (await desk.session()).session_id;
    await desk.pay(id, '4000000000009995');
  });
  afterEach(() => desk.close());

  it('is possible ten minutes after creation, every thirty minutes, three times a day', async () => {
    const early = await inquire(desk, id);
    expect(early.status).toBe(429);
    expect(early.headers.get('retry-after')).toBe('600');
    await desk.advance(600);
    expect((await inquire(desk, id)).status).toBe(200);
    await desk.advance(29 * 60);
    expect((await inquire(desk, id)).status).toBe(429);
    await desk.advance(60);
    expect((await inquire(desk, id)).status).toBe(200);
    await desk.advance(30 * 60);
    expect((await inquire(desk, id)).status).toBe(200);
    await desk.advance(30 * 60);
    expect((await inquire(desk, id)).status).toBe(429);
    await desk.advance(86_400);
    expect((await inquire(desk, id)).status).toBe(200);
  });

  it('is possible thirty times a minute for all payments together', async () => {
    const ids = [];
    for (let i = 0; i < 31; i++) {
      const { session_id } = await desk.session();
      await desk.pay(session_id, '4000000000009995');
      ids.push(session_id);
    }
    await desk.advance(600);
    const statuses = [];
    for (const one of ids) statuses.push((await inquire(desk, one)).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses[30]).toBe(429);
  });

  it('is answered at once for a paid payment, also by its order number: whoever lost its session finds it', async () => {
    const { session_id, order_no } = await desk.session();
    await desk.pay(session_id, '4111111111111111');
    await desk.advance(600);
    const answer = await desk.post('/b/pbl/v2/inquiry/', { order_no });
    expect(answer.body).toMatchObject({ session_id, order_no, state: 'paid', result: 'success' });
  });

  it('is refused for one that nobody tried, an unknown one, and at a gateway that cannot be asked', async () => {
    const untouched = await desk.session();
    await desk.advance(600);
    expect((await inquire(desk, untouched.session_id)).body).toMatchObject({ result: 'failed' });
    expect((await inquire(desk, 'f'.repeat(40))).status).toBe(404);
    expect((await desk.post('/b/pbl/v2/inquiry/', {})).status).toBe(400);
    const { session_id } = await desk.session({ pg_codes: ['upg'] });
    await desk.pay(session_id, '4000000000009995');
    expect((await inquire(desk, session_id)).body.detail).toContain('does not support inquiry');
  });

  it('finds the payment by its order number too', async () => {
    const { session_id, order_no } = await desk.session();
    await desk.pay(session_id, '4000000000009995');
    await desk.advance(600);
    const answer = await desk.post('/b/pbl/v2/inquiry', { order_no });
    expect(answer.body).toMatchObject({ session_id, state: 'attempted', transactions: [] });
  });
});

describe('a session nobody pays', () => {
  it('expires after its life, unless the platform is set not to', async () => {
    const desk = await Desk.open();
    const usual = await desk.session();
    const short = await desk.session({ expiration_time: '01:00:00' });
    await desk.advance(3600);
    expect([await desk.state(usual.session_id), await desk.state(short.session_id)]).toEqual([
      'created',
      'expired',
    ]);
    await desk.advance(23 * 3600);
    expect(await desk.state(usual.session_id)).toBe('expired');
    await desk.settings({ auto_expire: false });
    const kept = await desk.session();
    await desk.advance(3 * 86_400);
    expect(await desk.state(kept.session_id)).toBe('created');
    await desk.close();
  });
});
