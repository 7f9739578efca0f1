import { agreement, Desk } from './support.js';

const plain = (markup: string): string =>
  markup
    .replace(/<style>[^]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\u2068\u2069]/g, '')
    .replace(/\s+/g, ' ');

describe('the hosted page', () => {
  let desk: Desk;
  beforeEach(async () => void (desk = await Desk.open()));
  afterEach(() => desk.close());

  it('shows the merchant, the amount with its digits and what is agreed to', async () => {
    const { session_id } = await desk.session({ agreement: agreement({ max_amount_per_cycle: '50' }) });
    const text = plain((await desk.page(session_id)).body);
    expect(text).toContain('Pay to Sandbox Merchant');
    expect(text).toContain('9.500 KWD');
    expect(text).toContain(
      'I agree that Sandbox Merchant charges this card every month until 31 December 2027, 24 payments at most. The amount may differ, up to 50.000 KWD each time.',
    );
    const fixed = await desk.session({ agreement: agreement({ amount_variability: 'fixed' }) });
    expect(plain((await desk.page(fixed.session_id)).body)).toContain(
      'charges this card 9.500 KWD every month until',
    );
  });

  it('speaks Arabic from right to left when it is asked to', async () => {
    const { session_id } = await desk.session({ language: 'ar' });
    const { body } = await desk.get(`/checkout/${session_id}`);
    expect(body).toMatch(/<html lang="ar" dir="rtl">/);
    expect(plain(body)).toContain('الدفع إلى تاجر تجريبي');
    expect(plain(body)).toContain('كل شهر حتى 31 ديسمبر 2027');
    expect(plain((await desk.page(session_id, 'en')).body)).toContain('Pay to');
    const wrong = await desk.pay(session_id, '1234', {});
    expect(plain(wrong.body)).toContain('أدخل رقم بطاقة صحيحًا');
    await desk.pay(session_id, '4000000000009995');
    expect(plain((await desk.page(session_id, 'ar')).body)).toContain('الرصيد غير كافٍ');
  });

  it('needs no script and loads nothing from elsewhere', async () => {
    const { session_id } = await desk.session();
    const { body, headers } = await desk.page(session_id);
    expect(body).not.toMatch(/<script|https?:\/\/(?!127)/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const id of ['card-number', 'card-expiry', 'card-cvv', 'card-name']) {
      expect(body).toContain(`for="${id}"`);
      expect(body).toContain(`id="${id}"`);
    }
    expect(body).toContain('id="pay"');
    expect(body).toContain('id="cancel"');
    expect(body).toContain('id="test-cards"');
  });

  it('names what is wrong with a card and keeps what may be kept', async () => {
    const { session_id } = await desk.session();
    const wrong: [Record<string, string>, string, string][] = [
      [{ card_number: '4111111111111112' }, 'number', 'Enter a valid card number'],
      [{ card_number: '4000056655665557' }, 'number', 'Enter a valid card number'],
      [{ card_number: '6011111111111117' }, 'number', 'Use one of the test cards'],
      [{ card_expiry: '13/30' }, 'expiry', 'MM/YY'],
      [{ card_expiry: '12/25' }, 'expiry', 'has expired'],
      [{ card_expiry: '02/26' }, 'expiry', 'valid for 30 more days'],
      [{ card_cvv: '12' }, 'cvv', '3 digits'],
      [{ card_number: '378282246310005' }, 'cvv', '4 for American Express'],
      [{ card_name: ' ' }, 'name', 'Enter the name'],
    ];
    for (const [form, field, reason] of wrong) {
      const { status, body } = await desk.pay(session_id, form.card_number ?? '4111111111111111', form);
      expect(status).toBe(422);
      expect(plain(/<p class="error"[^]*?<\/p>/.exec(body)![0])).toContain(reason);
      expect(body).toContain(`id="card-${field}-error"`);
      expect(body).not.toContain('value="123"');
    }
    expect(await desk.state(session_id)).toBe('created');
  });

  it('reads digits of other scripts and spaces between them', async () => {
    const { session_id } = await desk.session();
    await desk.pay(session_id, '٤١١١ ١١١١-١١١١ ۱۱۱۱', { card_expiry: '١٢ / ٢٠٣٤', card_cvv: '١٢٣' });
    expect(await desk.state(session_id)).toBe('paid');
  });

  it('lets nobody write markup into it', async () => {
    const evil = '"><script>alert(1)</script>';
    await desk.settings({ merchant_name: evil });
    const { session_id } = await desk.session({
      order_no: evil,
      customer_first_name: evil,
      redirect_url: 'https://shop.example/?x=%22%3E',
    });
    const pages = [
      (await desk.page(session_id)).body,
      (await desk.pay(session_id, evil, { card_name: evil, card_expiry: evil })).body,
    ];
    await desk.pay(session_id);
    pages.push(
      (await desk.page(session_id)).body,
      (await desk.page(`${evil}`)).body,
      (await desk.get(`/checkout/${session_id}?lang=${encodeURIComponent(evil)}`)).body,
    );
    for (const page of pages) expect(typeof page === 'string' ? page : '').not.toContain('<script');
  });

  it('shows a decline above the form, so that the payer may try again', async () => {
    const { session_id } = await desk.session();
    const answer = await desk.pay(session_id, '4000000000009995');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/checkout/${session_id}`]);
    const { body } = await desk.page(session_id);
    expect(body).toMatch(/id="result"\s+data-state="attempted"/);
    expect(body).toContain('Insufficient funds');
    expect(body).toContain('id="pay"');
  });

  it('says plainly how the payment stands once it cannot be paid any more', async () => {
    const ends: [string, (id: string) => Promise<unknown>][] = [
      ['paid', (id) => desk.pay(id)],
      ['pending', (id) => desk.pay(id, '4000000000000119')],
      ['expired', (id) => desk.post('/b/pbl/v2/operation/', { operation: 'expire', session_id: id })],
      [
        'canceled',
        (id) => fetch(`${desk.url}/checkout/${id}/cancel`, { method: 'POST', redirect: 'manual' }),
      ],
    ];
    for (const [state, end] of ends) {
      const { session_id } = await desk.session();
      await end(session_id);
      const { body } = await desk.page(session_id);
      expect(body).toMatch(new RegExp(`id="result"\\s+data-state="${state}"`));
      expect(body).not.toContain('id="pay"');
      await desk.pay(session_id);
      expect(await desk.state(session_id)).toBe(state);
    }
    expect((await desk.page('nothing-here')).body).toContain('There is no such payment');
  });

  it('lets the payer choose among several gateways', async () => {
    const { session_id } = await desk.session({ pg_codes: ['credit-card', 'cybersource'] });
    expect((await desk.page(session_id)).body).toContain('id="pg-code"');
    expect((await desk.pay(session_id)).status).toBe(422);
    await desk.pay(session_id, '4111111111111111', { pg_code: 'cybersource' });
    const { body } = await desk.get(`/b/checkout/v1/pymt-txn/${session_id}`);
    expect(body.settled_pg_code).toBe('cybersource');
  });

  it('saves a card without charging it', async () => {
    const { session_id } = await desk.session({ payment_type: 'save_card', amount: '0' });
    expect(plain((await desk.page(session_id)).body)).toContain('Nothing is charged now');
    await desk.pay(session_id);
    expect((await desk.page(session_id)).body).toContain('Your card has been saved');
    const cards = await desk.post('/b/pbl/v2/card/', {
      type: 'sandbox',
      customer_id: 'cust_1',
      agreement_id: 'A1',
    });
    expect((await desk.charge(cards.body[0].token)).body.state).toBe('paid');
  });

  it('gives a card that is entered again after it was deleted, or renewed, another token or its own', async () => {
    const give = async (expiry: string) => {
      const { session_id } = await desk.session({ payment_type: 'save_card', amount: '0' });
      await desk.pay(session_id, undefined, { card_expiry: expiry });
      const { body } = await desk.post('/b/pbl/v2/card/', {
        type: 'sandbox',
        customer_id: 'cust_1',
        agreement_id: 'A1',
      });
      return body[0];
    };
    const lose = ({ token }: { token: string }) => desk.send('DELETE', `/control/saved-cards/${token}`);
    const first = await give('12/34');
    expect((await give('12/34')).token).toBe(first.token);
    const paid = await desk.session();
    const read = async () => (await desk.get(`/b/checkout/v1/pymt-txn/${paid.session_id}`)).body.token;
    await desk.pay(paid.session_id);
    expect(await read()).toBeUndefined();
    await desk.settings({ card_told_in: 'retrieve' });
    expect(await read()).toMatchObject({ token: first.token });
    await lose(first);
    const second = await give('12/34');
    const renewed = await give('12/39');
    expect(new Set([first.token, second.token, renewed.token]).size).toBe(3);
    await desk.settings({ card_given_again: 'same_token' });
    const { token } = await give('12/40');
    expect([first.token, second.token, renewed.token]).toContain(token);
    await lose({ token });
    expect(await give('11/41')).toMatchObject({ token, expiry_month: '11', expiry_year: '41' });
  });
});
