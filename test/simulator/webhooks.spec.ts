import { createHmac } from 'node:crypto';
import { Desk, Shop, type Loose } from './support.js';

const KEY = 'sim_ottu_hmac_key';

function flatText(body: Loose): string {
  const names =
    'amount currency_code customer_first_name customer_last_name customer_email customer_phone customer_address_line1 customer_address_line2 customer_address_city customer_address_state customer_address_country customer_address_postal_code gateway_name gateway_account order_no reference_number result state';
  return names
    .split(' ')
    .sort()
    .filter((name) => body[name])
    .map((name) => `${name}${body[name]}`)
    .join('');
}

const hmac = (text: string) => createHmac('sha256', KEY).update(text).digest('hex');

describe('webhooks', () => {
  let desk: Desk;
  let shop: Shop;
  beforeEach(async () => {
    desk = await Desk.open({
      settings: { webhook: { timeout_ms: 1_500_000, tries: 3, retry_after_ms: 5_000, speed: 100 } },
    });
    shop = await Shop.open();
  });
  afterEach(async () => {
    await desk.close();
    await shop.close();
  });

  const checkout = (more: object = {}) =>
    desk.session({ webhook_url: shop.url, redirect_url: 'https://shop.example/back?step=2', ...more });

  it('tell every outcome of the hosted page, signed', async () => {
    const { session_id } = await checkout({ customer_first_name: 'نورة', customer_last_name: '' });
    await desk.pay(session_id, '4000000000009995');
    await desk.pay(session_id, '4111111111111111');
    expect(shop.received.map(({ body }) => [body.state, body.result])).toEqual([
      ['attempted', 'failed'],
      ['paid', 'success'],
    ]);
    for (const { body, headers } of shop.received) {
      expect(body.signature).toBe(hmac(flatText(body)));
      expect(headers['user-agent']).toContain('Chrome/');
      expect(headers['content-type']).toBe('application/json');
    }
  });

  it('are signed by path where the merchant is set so', async () => {
    await desk.settings({ signature_scheme: 'path-26' });
    const { session_id, order_no } = await checkout({
      customer_first_name: 'Noura',
      extra: { merchant_id: 'm-1', autopay: { subscription_id: 'sub_1' } },
    });
    await desk.pay(session_id);
    const { body } = shop.received[0]!;
    const lines = [
      'agreement.id=A1',
      'amount=9.500',
      'currency_code=KWD',
      'customer_address_country=KW',
      'customer_first_name=Noura',
      'extra.autopay.subscription_id=sub_1',
      'extra.merchant_id=m-1',
      'gateway_account=credit-card',
      'gateway_name=mpgs',
      `order_no=${order_no}`,
      'payment_type=auto_debit',
      `reference_number=${body.reference_number}`,
      'result=success',
      `session_id=${session_id}`,
      'state=paid',
      'token.customer_id=cust_1',
      'token.pg_code=credit-card',
      `token.token=${body.token.token}`,
    ];
    expect(body.signature).toBe(hmac(lines.join('\n')));
  });

  it('are not sent for charges of a saved card, unless the merchant is set so', async () => {
    const token = await desk.firstPayment();
    await desk.charge(token, { webhook_url: shop.url });
    expect(shop.received).toHaveLength(0);
    await desk.settings({ mit_webhook: true });
    await desk.charge(token, { webhook_url: shop.url });
    await shop.until(1);
  });

  it('let the payer go on after 200 and keep the payer after anything else', async () => {
    const free = await checkout();
    await desk.pay(free.session_id);
    const page = (await desk.page(free.session_id)).body;
    expect(page).toContain('id="continue"');
    expect(page).toContain('http-equiv="refresh"');
    const query = new URL(
      /id="continue" href="([^"]+)"/.exec(page.replaceAll(/\s+/g, ' '))![1]!.replaceAll('&amp;', '&'),
    ).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      step: '2',
      session_id: free.session_id,
      order_no: free.order_no,
      reference_number: shop.received[0]!.body.reference_number,
    });
    for (const status of [201, 500, 302]) {
      shop.status = status;
      const kept = await checkout();
      await desk.pay(kept.session_id);
      expect((await desk.page(kept.session_id)).body).not.toContain('id="continue"');
    }
    expect(shop.received).toHaveLength(4);
  });

  it('are tried again only when the receiver does not answer in time, three times in all', async () => {
    shop.silent = true;
    await desk.settings({ webhook: { timeout_ms: 15_000 } });
    const { session_id } = await checkout();
    await desk.pay(session_id);
    await shop.until(3);
    await new Promise((done) => setTimeout(done, 400));
    expect(shop.received).toHaveLength(3);
    const { deliveries } = (await desk.get(`/control/webhooks?session_id=${session_id}`)).body;
    expect(deliveries).toMatchObject([{ outcome: 'timeout', tries: 3, status: null, state: 'paid' }]);
  });

  it('may be doubled, lost, late, out of order or wrongly signed on request', async () => {
    const on = (type: string, more: object = {}) =>
      desk.fault({ match: { endpoint: 'webhook' }, action: { type, ...more } });
    const pay = async () => {
      const session = await checkout();
      await desk.pay(session.session_id);
      return session.session_id;
    };
    await on('duplicate', { n: 2 });
    const doubled = await pay();
    expect(shop.received.map(({ body }) => body.session_id)).toEqual([doubled, doubled, doubled]);
    await on('lost');
    await pay();
    expect(shop.received).toHaveLength(3);
    await on('reorder');
    const [held, next] = [await pay(), await pay()];
    await shop.until(5);
    expect(shop.received.slice(3).map(({ body }) => body.session_id)).toEqual([next, held]);
    await on('late', { seconds: 120 });
    const late = await pay();
    await desk.advance(119);
    expect(shop.received).toHaveLength(5);
    await desk.advance(1);
    expect(shop.received[5]?.body.session_id).toBe(late);
    await on('bad_signature');
    await pay();
    expect(shop.received[6]?.body.signature).not.toBe(hmac(flatText(shop.received[6]?.body)));
  });

  it('tell a card that was saved without a payment', async () => {
    const { session_id } = await checkout({ payment_type: 'save_card', amount: '0', agreement: undefined });
    await desk.pay(session_id);
    expect(shop.received[0]?.body).toMatchObject({
      state: 'paid',
      payment_type: 'save_card',
      amount: '0.000',
    });
    expect(shop.received[0]?.body.token.number).toBe('**** 1111');
    expect((await desk.truth()).charges).toHaveLength(0);
  });
});
