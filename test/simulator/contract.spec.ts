import * as shapes from './shapes.js';
import { Desk, Shop, type Loose } from './support.js';

describe('published answers have the shapes of the contract', () => {
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

  const fits = (value: unknown, shape: shapes.Shape) => expect(shapes.problems(value, shape)).toEqual([]);

  it('create, retrieve, update', async () => {
    const created = await desk.create({
      customer_first_name: 'نورة',
      billing_address: { line1: 'Block 1', city: 'Kuwait', country: 'KW' },
    });
    expect(created.status).toBe(201);
    fits(created.body, shapes.SESSION);
    const path = `/b/checkout/v1/pymt-txn/${created.body.session_id}/`;
    fits((await desk.get(path)).body, shapes.SESSION);
    fits((await desk.send('PATCH', path, { amount: '1' })).body, shapes.SESSION);
  });

  it('charges in both steps and in one, paid, declined and pending', async () => {
    for (const card of ['4111111111111111', '4000000000009987', '4000002760003184']) {
      const token = await desk.firstPayment(card);
      fits((await desk.charge(token)).body, shapes.PAYMENT);
      const one = await desk.create({ payment_instrument: { payload: { token } } });
      expect(one.status).toBe(201);
      fits(one.body, shapes.PAYMENT);
    }
  });

  it('webhooks of payments and of operations', async () => {
    const { session_id } = await desk.session({ webhook_url: shop.url });
    await desk.pay(session_id, '4000000000009995');
    await desk.pay(session_id);
    await desk.post('/b/pbl/v2/operation/', { operation: 'refund', session_id, amount: '1' });
    await shop.until(3);
    fits(shop.received[0]?.body, shapes.PAYMENT);
    fits(shop.received[1]?.body, shapes.PAYMENT);
    fits(shop.received[2]?.body, shapes.EXTERNAL_OPERATION);
  });

  it('status queries and operations', async () => {
    const { session_id } = await desk.session();
    await desk.pay(session_id, '4000000000009995');
    await desk.advance(600);
    const inquired = await desk.post('/b/pbl/v2/inquiry/', { session_id });
    fits(inquired.body, shapes.PAYMENT);
    // Asked how a page went, a gateway like MPGS lists what was tried; a charge by token it answers flat.
    const tried = [{ result: 'FAILURE', response: { acquirerCode: '51' } }];
    expect(inquired.body.gateway_response).toMatchObject({ transaction: tried });
    await desk.pay(session_id);
    fits(
      (await desk.post('/b/pbl/v2/operation/', { operation: 'refund', session_id, amount: '1' })).body,
      shapes.EXTERNAL_OPERATION,
    );
    const other = await desk.session();
    fits(
      (await desk.post('/b/pbl/v2/operation/', { operation: 'expire', session_id: other.session_id })).body,
      shapes.INTERNAL_OPERATION,
    );
  });

  it('cards and payment methods', async () => {
    await desk.firstPayment();
    fits((await desk.post('/b/pbl/v2/card/', { type: 'sandbox', customer_id: 'cust_1' })).body, [
      shapes.CARD,
    ]);
    const all = await desk.post('/b/pbl/v2/payment-methods/', {
      plugin: 'e_commerce',
      customer_id: 'cust_1',
    });
    fits(all.body, shapes.PAYMENT_METHODS);
    const some = await desk.post('/b/pbl/v2/payment-methods/', {
      plugin: 'e_commerce',
      auto_debit: true,
      currencies: ['SAR'],
      operation: 'purchase',
    });
    expect(some.body.payment_methods.map((one: Loose) => one.code)).toEqual(['credit-card', 'cybersource']);
    expect((await desk.post('/b/pbl/v2/payment-methods/', {})).body).toHaveProperty('plugin');
  });

  it('reports: a file a day, which can be fetched once it is finished, twenty-five times an hour', async () => {
    const { session_id } = await desk.session({ order_no: '=1+1', customer_id: 'a,"b"' });
    await desk.pay(session_id);
    const now = (await desk.get('/b/api/v1/reports/files/?interval=daily')).body;
    fits(now, shapes.REPORTS);
    const download = `/b/api/v1/reports/files/${now.results[0].encrypted_id}/download/`;
    expect([now.results[0].status, (await desk.get(download)).status]).toEqual(['in_progress', 400]);
    await desk.advance(86_400);
    const file = await desk.get(download);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.body).toContain(`${session_id},,'=1+1,"a,""b""",payment,paid,9.500,KWD,9.500,credit-card`);
    for (let i = 1; i < 25; i++) await desk.get(download);
    expect((await desk.get(download)).status).toBe(429);
    expect((await desk.get('/b/api/v1/reports/files/?limit=1')).body.next).toContain('offset=1');
  });
});
