import { request as send } from 'node:http';
import { Desk, type Loose } from './support.js';

/**
 * Requests as the platform's official Python client puts them on the wire: httpx's headers and compact
 * JSON, no slash after a session id, the older auto-debit path, empty values left out. Of the answers we
 * check what that client reads.
 */
describe('the official Python client', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  function httpx(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Loose }> {
    const { host, hostname, port } = new URL(desk.url);
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = send(
        {
          method,
          hostname,
          port,
          path,
          headers: {
            host,
            accept: '*/*',
            'accept-encoding': 'gzip, deflate',
            connection: 'keep-alive',
            'user-agent': 'python-httpx/0.28.1',
            ...headers,
            ...(text === undefined
              ? {}
              : { 'content-length': Buffer.byteLength(text), 'content-type': 'application/json' }),
            authorization: 'Api-Key sim_ottu_api_key',
          },
        },
        (answer) => {
          let received = '';
          answer.on('data', (chunk: Buffer) => (received += chunk.toString()));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: received === '' ? {} : JSON.parse(received) }),
          );
        },
      );
      request.on('error', reject).end(text);
    });
  }

  const checkout = {
    type: 'e_commerce',
    amount: '20.23',
    currency_code: 'USD',
    pg_codes: ['credit-card'],
    payment_type: 'auto_debit',
    customer_id: 'cst-1',
    agreement: {
      id: 'test-agreement-id',
      amount_variability: 'fixed',
      start_date: '01/01/2026',
      expiry_date: '31/12/2027',
      cycle_interval_days: 15,
      total_cycles: 50,
      frequency: 'other',
      type: 'recurring',
      seller: { name: 'Test', short_name: 'T', category_code: '1234' },
      extra: { created_for: 'Example' },
    },
  };

  it('creates, retrieves, updates, charges, refunds and deletes', async () => {
    const created = await httpx('POST', '/b/checkout/v1/pymt-txn/', checkout);
    expect(created.status).toBe(201);
    const { session_id } = created.body;
    // The client keeps every field of the answer as an attribute, and of every payment method too.
    const methods = [
      'session',
      'create',
      'retrieve',
      'refresh',
      'update',
      'auto_debit',
      'ops',
      'cancel',
      'expire',
      'delete',
      'capture',
      'refund',
      'void',
      'ottu',
    ];
    expect(Object.keys(created.body).filter((name) => methods.includes(name))).toEqual([]);
    expect(created.body.payment_methods[0]).toMatchObject({
      code: 'credit-card',
      redirect_url: expect.stringContaining(session_id),
    });
    expect((await httpx('GET', `/b/checkout/v1/pymt-txn/${session_id}`)).body.session_id).toBe(session_id);
    expect(
      (await httpx('PATCH', `/b/checkout/v1/pymt-txn/${session_id}`, { customer_email: 'a@b.example' }))
        .status,
    ).toBe(200);
    await desk.pay(session_id);

    const cards = await httpx('POST', '/b/pbl/v2/card/', {
      type: 'sandbox',
      customer_id: 'cst-1',
      agreement_id: 'test-agreement-id',
    });
    const { token } = cards.body[0];
    const again = await httpx('POST', '/b/checkout/v1/pymt-txn/', checkout);
    const charged = await httpx('POST', '/b/pbl/v2/auto-debit/', {
      session_id: again.body.session_id,
      token,
    });
    expect(charged).toMatchObject({ status: 200, body: { state: 'paid', result: 'success' } });

    const refund = { session_id: again.body.session_id, operation: 'refund', amount: '0.23' };
    expect(
      (await httpx('POST', '/b/pbl/v2/operation/', refund, { 'tracking-key': 'once' })).body.result,
    ).toBe('success');
    expect((await httpx('DELETE', `/b/pbl/v2/card/${token}/?customer_id=cst-1&type=sandbox`)).status).toBe(
      400,
    );
  });

  it('finds its gateways by itself and cancels or expires what it made', async () => {
    const methods = await httpx('POST', '/b/pbl/v2/payment-methods/', {
      plugin: 'e_commerce',
      currencies: ['USD'],
      tokenizable: true,
      type: 'sandbox',
    });
    const pg_codes = methods.body.payment_methods.map((one: Loose) => one.code);
    expect(pg_codes).toContain('credit-card');
    for (const operation of ['cancel', 'expire']) {
      const { body } = await httpx('POST', '/b/checkout/v1/pymt-txn/', {
        ...checkout,
        payment_type: 'one_off',
        agreement: undefined,
        pg_codes,
      });
      const done = await httpx('POST', '/b/pbl/v2/operation/', { session_id: body.session_id, operation });
      expect(done).toMatchObject({ status: 200, body: { result: 'success', operation } });
    }
  });

  it('reads errors as a dictionary', async () => {
    const wrong = await httpx('POST', '/b/checkout/v1/pymt-txn/', { ...checkout, amount: 'twenty' });
    expect(wrong).toEqual({ status: 400, body: { amount: ['A valid number is required.'] } });
  });
});
