import fc from 'fast-check';
import { formatAmount, parseAmount } from '../../src/simulator/money.js';
import { cardToken, passesLuhn, SeededRandom } from '../../src/simulator/random.js';
import { sign, signedText } from '../../src/simulator/signature.js';
import { PAYMENT_STATES, STATE_TABLE } from '../../src/simulator/state/states.js';

describe('amounts', () => {
  it('are written with all digits of their currency and read back the same', () => {
    const currency = fc.constantFrom('KWD', 'BHD', 'IQD', 'USD', 'SAR', 'JPY', 'KRW');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), currency, (minor, code) => {
        expect(parseAmount(formatAmount(minor, code), code)).toBe(minor);
      }),
    );
  });

  it('are refused when they are not plain decimals or carry too many digits', () => {
    for (const text of [
      '',
      '-1',
      '1e3',
      ' 1',
      '1.',
      '.5',
      '1,5',
      '0x1',
      '1.0000',
      '١',
      'NaN',
      '1'.repeat(16),
    ]) {
      expect(parseAmount(text, 'KWD')).toBeNull();
    }
    expect(parseAmount('1.0', 'JPY')).toBeNull();
    expect(parseAmount('1', 'XYZ')).toBeNull();
  });
});

describe('signatures', () => {
  const payload = {
    state: 'paid',
    amount: '86.000',
    order_no: '',
    customer_first_name: null,
    session_id: 's',
    token: { token: '1' },
  };

  it('leave out what is missing, null or empty, and sort by name', () => {
    expect(signedText(payload, 'flat-18')).toBe('amount86.000statepaid');
    expect(signedText(payload, 'path-26')).toBe('amount=86.000\nsession_id=s\nstate=paid\ntoken.token=1');
  });

  it('are HMAC-SHA256 in hex of UTF-8', () => {
    const arabic = { amount: '1.000', customer_first_name: 'نورة' };
    expect(sign(arabic, 'flat-18', 'key')).toMatch(/^[0-9a-f]{64}$/);
    expect(sign(arabic, 'flat-18', 'key')).not.toBe(sign(arabic, 'path-26', 'key'));
    expect(sign(arabic, 'flat-18', 'other')).not.toBe(sign(arabic, 'flat-18', 'key'));
  });
});

describe('tokens', () => {
  it('never look like a card number', () => {
    const random = new SeededRandom('tokens');
    for (let i = 0; i < 2_000; i++) {
      const token = cardToken(random);
      expect(token).toMatch(/^[1-9]\d{15}$/);
      expect(passesLuhn(token)).toBe(false);
    }
  });
});

describe('the state table', () => {
  const withRule = (rule: keyof (typeof STATE_TABLE)['created']) =>
    PAYMENT_STATES.filter((state) => STATE_TABLE[state][rule]);

  it('has the groups of the platform', () => {
    expect(withRule('success')).toEqual(['authorized', 'paid', 'cod']);
    expect(withRule('cancelable')).toEqual(['created', 'pending', 'attempted', 'cod']);
    expect(withRule('expirable')).toEqual(['created', 'pending', 'attempted']);
    expect(withRule('inquirable')).toEqual(['pending', 'attempted', 'failed', 'expired']);
    expect(withRule('mayTurnPaid')).toEqual(['created', 'pending', 'attempted', 'failed', 'expired']);
  });
});
