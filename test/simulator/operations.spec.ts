import { Desk, Shop, type Loose } from './support.js';

describe('operations on a payment', () => {
  let desk: Desk;
  let shop: Shop;
  beforeEach(async () => {
    shop = await Shop.open();
    desk = await Desk.open({ settings: { operation_webhook_url: shop.url } });
  });
  afterEach(async () => {
    await desk.close();
    await shop.close();
  });

  const operate = (operation: string, body: object, headers: Record<string, string> = {}) =>
    desk.post(
      '/b/pbl/v2/operation/',
      { operation, ...body },
      { authorization: 'Api-Key sim_ottu_api_key', ...headers },
    );
  const paid = async (more: object = {}) => {
    const session = await desk.session(more);
    await desk.pay(session.session_id);
    return session;
  };

  it('refund in parts, never more than was paid', async () => {
    const { session_id } = await paid();
    const first = await operate('refund', { session_id, amount: '4.5' });
    expect(first.body).toMatchObject({
      operation: 'refund',
      result: 'success',
      success: true,
      source: 'input',
      amount: '4.500',
    });
    expect(first.body.txn).toMatchObject({ state: 'refunded', amount: '4.500', currency_code: 'KWD' });
    expect((await operate('refund', { session_id, amount: '5.001' })).body).toEqual({
      detail: 'Not enough is left to refund.',
      operation: 'refund',
      result: 'failed',
    });
    expect((await operate('refund', { session_id })).body.amount).toBe('5.000');
    expect((await operate('refund', { session_id })).status).toBe(400);
    const truth = await desk.truth(`?session_id=${session_id}`);
    expect(truth.totals.KWD).toMatchObject({ captured: '9.500', refunded: '9.500', net: '0.000' });
    await shop.until(2);
    expect(shop.received[0]?.body).toMatchObject({ operation: 'refund', session_id });
  });

  it('answer a repeat with the same Tracking-Key as they answered first, and do nothing again', async () => {
    const { session_id } = await paid();
    const key = { 'tracking-key': 'k-1' };
    const first = await operate('refund', { session_id, amount: '1' }, key);
    const again = await operate('refund', { session_id, amount: '1' }, key);
    expect(again.body).toEqual(first.body);
    expect((await desk.truth(`?session_id=${session_id}`)).totals.KWD.refunded).toBe('1.000');
    expect((await operate('refund', { session_id, amount: '99' }, { 'tracking-key': 'k-2' })).status).toBe(
      400,
    );
    expect((await operate('refund', { session_id, amount: '2' }, { 'tracking-key': 'k-2' })).status).toBe(
      200,
    );
  });

  it('may queue a refund, which ends later and is told', async () => {
    await desk.settings({ refunds: 'queued' });
    const { session_id } = await paid();
    expect((await operate('refund', { session_id, amount: '1' })).body.txn.state).toBe('refund_queued');
    expect((await desk.truth()).totals.KWD.refunded).toBe('0.000');
    await desk.settings({ refunds: 'queued_then_rejected' });
    await operate('refund', { session_id, amount: '2' });
    await desk.advance(3600);
    expect((await desk.truth()).totals.KWD.refunded).toBe('1.000');
    expect(shop.received.slice(2).map(({ body }) => [body.txn.state, body.source])).toEqual([
      ['refunded', 'pg'],
      ['refund_rejected', 'pg'],
    ]);
  });

  it('capture an authorized payment in parts, or void it whole', async () => {
    const held = await paid({ pg_codes: ['mpgs-authorize'] });
    expect(await desk.state(held.session_id)).toBe('authorized');
    expect((await desk.truth()).totals.KWD).toMatchObject({ charged: '9.500', captured: '0.000' });
    expect((await operate('capture', { session_id: held.session_id, amount: '6' })).body.txn.state).toBe(
      'paid',
    );
    expect((await operate('void', { session_id: held.session_id })).status).toBe(400);
    expect((await operate('refund', { session_id: held.session_id, amount: '6.001' })).status).toBe(400);
    expect((await operate('refund', { session_id: held.session_id, amount: '6' })).status).toBe(200);
    const other = await paid({ pg_codes: ['mpgs-authorize'] });
    expect((await operate('void', { order_no: other.order_no })).body.txn.state).toBe('voided');
    expect((await desk.truth(`?session_id=${other.session_id}`)).charges[0].voided).toBe(true);
  });

  it('cancel, expire and delete only in the states that allow it', async () => {
    const fresh = await desk.session();
    expect((await operate('cancel', { session_id: fresh.session_id })).body).toEqual({
      detail: 'Success',
      operation: 'cancel',
      result: 'success',
    });
    expect((await operate('expire', { session_id: fresh.session_id })).status).toBe(400);
    const done = await paid();
    for (const operation of ['cancel', 'expire', 'delete', 'capture', 'void']) {
      expect((await operate(operation, { session_id: done.session_id })).status).toBe(400);
    }
    expect((await operate('delete', { session_id: fresh.session_id })).status).toBe(200);
    expect((await desk.get(`/b/checkout/v1/pymt-txn/${fresh.session_id}`)).status).toBe(404);
  });

  it('are refused without a reference, with an unknown one, or when they do not exist', async () => {
    expect((await operate('refund', {})).body).toHaveProperty('session_id');
    expect((await operate('refund', { session_id: 'f'.repeat(40) })).status).toBe(404);
    expect((await operate('explode', { session_id: 'x' })).body.operation[0]).toContain('not a valid choice');
  });
});

describe('saved cards', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  const remove = (token: string, customer = 'cust_1') =>
    desk.send('DELETE', `/b/pbl/v2/card/${token}/?customer_id=${customer}&type=sandbox`);

  it('are listed per customer, and by agreement only the one in force', async () => {
    await desk.firstPayment('4111111111111111');
    const token = await desk.firstPayment('5555555555554444');
    const all = await desk.post('/b/pbl/v2/card', { type: 'sandbox', customer_id: 'cust_1' });
    expect(all.body.map((card: Loose) => [card.brand, card.agreements])).toEqual([
      ['VISA', []],
      ['MASTERCARD', ['A1']],
    ]);
    const inForce = await desk.post('/b/pbl/v2/card/', {
      type: 'sandbox',
      customer_id: 'cust_1',
      agreement_id: 'A1',
    });
    expect(inForce.body.map((card: Loose) => card.token)).toEqual([token]);
    expect((await desk.post('/b/pbl/v2/card/', { type: 'production', customer_id: 'cust_1' })).body).toEqual(
      [],
    );
    expect(
      (await desk.post('/b/pbl/v2/card/', { type: 'sandbox', customer_id: 'cust_1', pg_codes: ['knet'] }))
        .body,
    ).toEqual([]);
    expect((await desk.post('/b/pbl/v2/card/', {})).status).toBe(400);
  });

  it('are one card when entered twice, and never look like a card number', async () => {
    const first = await desk.firstPayment();
    expect(await desk.firstPayment()).toBe(first);
    const sum = [...first].reverse().reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    expect(sum % 10).not.toBe(0);
  });

  it('can be deleted unless an agreement holds them, and are gone for charging then', async () => {
    const locked = await desk.firstPayment('4111111111111111');
    expect((await remove(locked)).status).toBe(400);
    await desk.firstPayment('5555555555554444');
    expect((await remove(locked, 'somebody')).status).toBe(404);
    expect((await remove(locked)).status).toBe(204);
    expect((await remove(locked)).status).toBe(404);
    expect((await desk.charge(locked)).body).toHaveProperty('token');
  });
});
