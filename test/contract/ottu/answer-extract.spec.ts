import { extractAnswer } from '../../../src/gateway/ottu/answer-extract.js';

/** Pages: docs.ottu.com/developers/payments/checkout-api, docs.ottu.com/developers/operations, docs.ottu.com/developers/reference/error-codes. */
const answered = (body: string, status = 200) => ({
  kind: 'answered' as const,
  status,
  retryAfter: null,
  body: Buffer.from(body),
});
const json = (body: object) => answered(JSON.stringify(body));

describe('what is kept of an answer of the platform', () => {
  it('is nothing where it was what was asked for, and nothing where none came', () => {
    expect(extractAnswer(json({ state: 'paid' }), 'succeeded')).toBeNull();
    expect(extractAnswer(json({ state: 'created' }), 'created')).toBeNull();
    expect(
      extractAnswer({ kind: 'failed', code: 'timeout', httpStatus: null, message: 'late' }, 'timeout'),
    ).toBeNull();
  });

  it('is what it said of state, amount and order, and why the gateway refused', () => {
    const body = {
      state: 'attempted',
      result: 'failed',
      amount: '9.600',
      currency_code: 'KWD',
      order_no: 'r1-x-1',
      is_sandbox: true,
      gateway_name: 'mpgs',
      gateway_response: { response: { gatewayCode: 'DECLINED', acquirerCode: '51' } },
    };
    expect(extractAnswer(json(body), 'declined')).toMatchObject({
      state: 'attempted',
      result: 'failed',
      amount: '9.600',
      currency_code: 'KWD',
      order_no: 'r1-x-1',
      is_sandbox: true,
      gateway_code: expect.any(String),
    });
  });

  it('is no token, no card, nobody’s name and no number of a card, wherever they stand', () => {
    const body = {
      state: 'paid',
      token: 'tok_4111111111111111',
      card: { number: '4111111111111111', cvv: '123' },
      customer_first_name: 'Noura',
      signature: 'f'.repeat(64),
      detail: `the card 4111 1111 1111 1111 ${'x'.repeat(500)}`,
      amount: { value: '4111111111111111' },
    };
    const kept = extractAnswer(json(body), 'unexpected')!;
    expect(Object.keys(kept).sort()).toEqual(['detail', 'state']);
    expect(kept.detail).toContain('[card number]');
    expect(String(kept.detail).length).toBeLessThanOrEqual(210);
  });

  it('can be stored: one line that cannot would take those written with it along', () => {
    expect(
      extractAnswer(json({ detail: 'a\u0000', message: `${'x'.repeat(199)}\u{1f4b3}` }), 'refused'),
    ).toEqual({
      detail: 'a\ufffd',
      message: `${'x'.repeat(199)}\ufffd`,
    });
  });

  it.each([
    ['a page', '<html>paid 4111111111111111</html>'],
    ['half of an object', '{"state": "paid"'],
    ['a list', '[{"token": "t"}]'],
    ['a key twice', '{"state": "paid", "state": "failed"}'],
  ])('is only how long it was when it is %s', (_what, text) => {
    expect(extractAnswer(answered(text), 'unreadable')).toEqual({
      unreadable: expect.any(String),
      bytes: text.length,
    });
  });
});
