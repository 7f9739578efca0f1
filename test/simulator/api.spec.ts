import { agreement, Desk, type Loose } from './support.js';

describe('who may call', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  it('is asked for a key or a user', async () => {
    for (const headers of [
      {},
      { authorization: 'Api-Key nope' },
      { authorization: 'Bearer x' },
      basic('sim_user:no'),
    ]) {
      const answer = await desk.get('/b/checkout/v1/pymt-txn/x', headers as Record<string, string>);
      expect([answer.status, Object.keys(answer.body)]).toEqual([401, ['detail']]);
    }
    expect((await desk.get('/b/checkout/v1/pymt-txn/x', basic('sim_user:sim_password'))).status).toBe(404);
    expect(
      (await desk.get('/b/checkout/v1/pymt-txn/x', { authorization: 'Api-key sim_ottu_api_key' })).status,
    ).toBe(404);
  });

  it('needs the permission for an operation and for a gateway account', async () => {
    await desk.settings({
      basic_users: [{ username: 'u', password: 'p:1', permissions: ['payment.void'], pg_codes: ['knet'] }],
    });
    const refused = await desk.post(
      '/b/pbl/v2/operation/',
      { operation: 'refund', session_id: 'x' },
      basic('u:p:1'),
    );
    expect(refused.status).toBe(403);
    expect((await desk.post('/b/pbl/v2/inquiry/', { session_id: 'x' }, basic('u:p:1'))).status).toBe(403);
    const { amount, currency_code, type } = { amount: '1', currency_code: 'KWD', type: 'e_commerce' };
    const body = { amount, currency_code, type, pg_codes: ['credit-card'] };
    expect((await desk.post('/b/checkout/v1/pymt-txn/', body, basic('u:p:1'))).status).toBe(403);
    expect(
      (await desk.post('/b/checkout/v1/pymt-txn/', { ...body, pg_codes: ['knet'] }, basic('u:p:1'))).status,
    ).toBe(201);
  });

  it('has so many requests a day, and new ones the next day', async () => {
    await desk.settings({ requests_per_day: 2 });
    const ask = () => desk.get('/b/checkout/v1/pymt-txn/x');
    expect([(await ask()).status, (await ask()).status]).toEqual([404, 404]);
    const throttled = await ask();
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, String(15 * 3600)]);
    await desk.settings({ retry_after_header: false });
    expect((await ask()).headers.get('retry-after')).toBeNull();
    await desk.advance(15 * 3600);
    expect((await ask()).status).toBe(404);
  });
});

describe('what is not understood', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  it('is answered with a status and a reason, never with a 500', async () => {
    expect((await desk.get('/nowhere')).status).toBe(404);
    expect((await desk.get('/b/pbl/v2/card/')).status).toBe(405);
    const bad = await desk.post('/b/checkout/v1/pymt-txn/', '{"amount": ');
    expect([bad.status, Object.keys(bad.body)]).toEqual([400, ['detail']]);
    expect((await desk.post('/b/checkout/v1/pymt-txn/', '[1]')).status).toBe(400);
    expect(
      (await desk.post('/b/checkout/v1/pymt-txn/', JSON.stringify({ a: 'x'.repeat(1_100_000) }))).status,
    ).toBe(413);
    const text = await fetch(`${desk.url}/b/pbl/v2/card/`, {
      method: 'POST',
      body: 'hello',
      headers: { 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(415);
    for (const body of [
      '"x"',
      'null',
      '{"now":5}',
      '{"advance_seconds":-1}',
      '{"what":1}',
      '{"now":"2020-01-01T00:00:00Z"}',
    ]) {
      expect((await desk.post('/control/clock', body)).status).toBe(body === 'null' ? 200 : 400);
    }
    expect((await desk.settings({ webhook: { speed: 'fast' } })).body.webhook[0]).toContain(
      'Must be a number',
    );
    expect((await desk.settings({ webhook: { colour: 1 } })).body.webhook[0]).toContain('There is no colour');
    expect((await desk.settings({ webhook: { speed: 10 } })).body.webhook).toMatchObject({
      speed: 10,
      tries: 3,
    });
    expect((await desk.settings({ multi_attempt: 'yes', colour: 'red' })).body).toEqual({
      multi_attempt: ['Must be a boolean.'],
      colour: ['There is no such setting.'],
    });
  });

  it('names the field of a create call that is wrong', async () => {
    const wrong: [object, string][] = [
      [{ amount: '9.5001' }, 'amount'],
      [{ amount: '-1' }, 'amount'],
      [{ amount: 'x' }, 'amount'],
      [{ amount: '0' }, 'amount'],
      [{ amount: { a: 1 } }, 'amount'],
      [{ amount: '1.5', currency_code: 'JPY' }, 'amount'],
      [{ currency_code: 'XXL' }, 'currency_code'],
      [{ type: 'gift' }, 'type'],
      [{ pg_codes: [] }, 'pg_codes'],
      [{ pg_codes: ['moon'] }, 'pg_codes'],
      [{ pg_codes: ['knet'], currency_code: 'USD', amount: '9.50', payment_type: 'one_off' }, 'pg_codes'],
      [{ pg_codes: ['knet'] }, 'pg_codes'],
      [{ customer_id: 'x'.repeat(65) }, 'customer_id'],
      [{ customer_id: undefined }, 'customer_id'],
      [{ order_no: 'x'.repeat(38) }, 'order_no'],
      [{ order_no: 'x'.repeat(129), pg_codes: ['cybersource'] }, 'order_no'],
      [{ webhook_url: 'javascript:alert(1)' }, 'webhook_url'],
      [{ redirect_url: 'nowhere' }, 'redirect_url'],
      [{ language: 'fr' }, 'language'],
      [{ expiration_time: 'soon' }, 'expiration_time'],
      [{ customer_email: 'nobody' }, 'customer_email'],
      [{ card_acceptance_criteria: { min_expiry_time: 400 } }, 'card_acceptance_criteria'],
      [{ agreement: undefined }, 'agreement'],
      [{ agreement: agreement({ id: undefined }) }, 'agreement'],
      [{ agreement: agreement({ frequency: 'hourly' }) }, 'agreement'],
      [{ agreement: agreement({ expiry_date: '31/02/2027' }) }, 'agreement'],
      [{ agreement: agreement({ total_cycles: 1000 }) }, 'agreement'],
      [{ agreement: { id: 'A', type: 'unscheduled' } }, 'agreement'],
      [{ payment_type: 'save_card', amount: '1' }, 'amount'],
    ];
    for (const [more, field] of wrong) {
      const { status, body } = await desk.create(more);
      expect([status, Object.keys(body)]).toEqual([400, [field]]);
    }
    for (const field of ['amount', 'currency_code', 'pg_codes', 'type']) {
      expect((await desk.create({ [field]: undefined })).body[field]).toEqual(['This field is required.']);
    }
  });

  it('comes as {"error": {...}} where the merchant is set so', async () => {
    await desk.settings({ error_envelope: 'error' });
    expect((await desk.create({ amount: 'x' })).body.error).toMatchObject({
      code: 'invalid_request',
      field: 'amount',
    });
    expect((await desk.get('/b/checkout/v1/pymt-txn/x')).body.error).toMatchObject({
      code: 'not_found',
      field: null,
    });
  });
});

describe('a payment transaction', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  it('reads dates both ways and writes them one way', async () => {
    const { agreement: terms } = await desk.session({
      agreement: agreement({ start_date: '2026-02-01', expiry_date: '28/02/2027' }),
    });
    expect([terms.start_date, terms.expiry_date]).toEqual(['2026-02-01', '2027-02-28']);
  });

  it('gives every currency its own digits', async () => {
    for (const [currency_code, given, shown] of [
      ['KWD', '1', '1.000'],
      ['USD', '1.5', '1.50'],
      ['JPY', '1200', '1200'],
    ]) {
      expect((await desk.session({ currency_code, amount: given })).amount).toBe(shown);
    }
  });

  it('is found with and without a slash, and changed until it is paid', async () => {
    const { session_id, order_no } = await desk.session({ expiration_time: '01:00:00' });
    const path = `/b/checkout/v1/pymt-txn/${session_id}`;
    expect((await desk.get(path)).body).toEqual((await desk.get(`${path}/`)).body);
    const changed = await desk.send('PATCH', path, { amount: '3', customer_first_name: 'Mona' });
    expect(changed.body).toMatchObject({
      amount: '3.000',
      customer_first_name: 'Mona',
      order_no,
      expiration_time: '01:00:00',
    });
    expect((await desk.send('PATCH', `${path}/`, { amount: 'x' })).body).toHaveProperty('amount');
    const put = await desk.send('PUT', path, {
      type: 'payment_request',
      amount: '4',
      currency_code: 'KWD',
      pg_codes: ['knet'],
    });
    expect(put.body).toMatchObject({ type: 'payment_request', amount: '4.000', payment_type: 'one_off' });
    await desk.pay(session_id);
    expect((await desk.send('PATCH', path, { amount: '5' })).status).toBe(400);
  });

  it('may share its order number, or not, as the merchant is set', async () => {
    await desk.session({ order_no: 'same' });
    expect((await desk.create({ order_no: 'same' })).status).toBe(201);
    await desk.settings({ duplicate_order_no: 'refuse' });
    expect((await desk.create({ order_no: 'same' })).body).toHaveProperty('order_no');
  });

  it('is taken as a form too', async () => {
    const form = new URLSearchParams([
      ['type', 'e_commerce'],
      ['amount', '9.5'],
      ['currency_code', 'KWD'],
      ['payment_type', 'auto_debit'],
      ['customer_id', 'c'],
      ['pg_codes', 'credit-card'],
      ['pg_codes', 'cybersource'],
      ['agreement.id', 'A9'],
      ['agreement[type]', 'unscheduled'],
      ['agreement.frequency', 'irregular'],
      ['__proto__.polluted', 'yes'],
    ]);
    const headers = { authorization: 'Api-Key sim_ottu_api_key' };
    const urlencoded = await fetch(`${desk.url}/b/checkout/v1/pymt-txn/`, {
      method: 'POST',
      headers,
      body: form,
    });
    expect(await urlencoded.json()).toMatchObject({
      pg_codes: ['credit-card', 'cybersource'],
      agreement: { id: 'A9', frequency: 'irregular' },
    });
    const multipart = new FormData();
    for (const [name, value] of form) multipart.append(name, value);
    multipart.append('attachment', new Blob(['%PDF']), 'bill.pdf');
    const other = await fetch(`${desk.url}/b/checkout/v1/pymt-txn/`, {
      method: 'POST',
      headers,
      body: multipart,
    });
    expect(await other.json()).toMatchObject({ attachment: 'bill.pdf', amount: '9.500' });
    expect(({} as Loose).polluted).toBeUndefined();
  });
});
