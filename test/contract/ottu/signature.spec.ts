import {
  isSignatureOf,
  signedFields,
  signedMessage,
  type SignatureScheme,
  signMessage,
  UnsignableField,
} from '../../../src/gateway/ottu/signature.js';
import { payment } from './support/harness.js';

const KEY = 'contract-key-4821';
const MINIMAL = { amount: '7.50', currency_code: 'USD', order_no: 'inv-1' };
const FULL = payment({
  customer_first_name: 'ليلى',
  customer_last_name: 'Haddad',
  customer_email: 'layla@shop.test',
  customer_phone: null,
  customer_address_city: '',
  payment_type: 'auto_debit',
  extra: { merchant_id: 'm-3', autopay: { subscription_id: 'as-3' } },
  token: { token: '9911223344', customer_id: 'cus-17', pg_code: 'credit-card' },
});

/** Page: docs.ottu.com/developers/webhooks/verify-signatures; path-26 is in the official client only. */
const message = (payload: Record<string, unknown>, scheme: SignatureScheme): string =>
  signedMessage(signedFields(payload, scheme), scheme);

describe('Signatures of webhooks', () => {
  // The signatures were computed with openssl and with Python's hmac from texts written by hand.
  it.each<[string, SignatureScheme, Record<string, unknown>, string, string]>([
    [
      'flat, few fields',
      'flat-18',
      MINIMAL,
      'amount7.50currency_codeUSDorder_noinv-1',
      'bd05ba8f5a660be61d28a2374e25d71d4bdf159e4a21abee14f7f3e8661907b3',
    ],
    [
      'paths, few fields',
      'path-26',
      MINIMAL,
      'amount=7.50\ncurrency_code=USD\norder_no=inv-1',
      '7c612073bd9b7de193248aa285261e5d036cc73c0f51168de706475f7fd05663',
    ],
    [
      'flat, Arabic name, null and empty left out',
      'flat-18',
      FULL,
      'amount12.750currency_codeKWDcustomer_emaillayla@shop.testcustomer_first_nameليلىcustomer_last_nameHaddad' +
        'gateway_accountcredit-cardgateway_namempgsorder_nor1-contract-0001reference_numberREF7731' +
        'resultsuccessstatepaid',
      '9dbd3c62ffa31f7410d053e560571637cf3e5c80b142ffe6590a2c6d6b9a2543',
    ],
    [
      'paths, nested fields',
      'path-26',
      FULL,
      [
        'agreement.id=agr-17',
        'amount=12.750',
        'currency_code=KWD',
        'customer_email=layla@shop.test',
        'customer_first_name=ليلى',
        'customer_last_name=Haddad',
        'extra.autopay.subscription_id=as-3',
        'extra.merchant_id=m-3',
        'gateway_account=credit-card',
        'gateway_name=mpgs',
        'order_no=r1-contract-0001',
        'payment_type=auto_debit',
        'reference_number=REF7731',
        'result=success',
        'session_id=5e55105e55105e55105e55105e55105e55105e55',
        'state=paid',
        'token.customer_id=cus-17',
        'token.pg_code=credit-card',
        'token.token=9911223344',
      ].join('\n'),
      '1da74c4c6a9e9f04f2d5e32b106b489bb0684bf7cc2b91d82c2d415b3ecd9d16',
    ],
  ])('%s', (_name, scheme, payload, text, signature) => {
    expect(message(payload, scheme)).toBe(text);
    expect(signMessage(text, KEY)).toBe(signature);
    expect(isSignatureOf(text, signature, KEY)).toBe(true);
    expect(isSignatureOf(text, signature.toUpperCase(), KEY)).toBe(true);
  });

  it.each([
    '',
    'ab',
    'z'.repeat(64),
    '0'.repeat(63),
    '0'.repeat(64),
    '0'.repeat(65),
    `${'0'.repeat(64)}\n`,
    'é'.repeat(64),
  ])('is not fooled by %j', (signature) => expect(isSignatureOf('amount1', signature, KEY)).toBe(false));

  it('needs the right key, and some key', () => {
    const signature = signMessage('amount1', KEY);
    expect(isSignatureOf('amount1', signature, `${KEY} `)).toBe(false);
    expect(isSignatureOf('amount1', signMessage('amount1', ''), '')).toBe(false);
  });

  it('signs texts only: a number has more than one way to be written', () => {
    expect(() => signedFields({ amount: 10 }, 'flat-18')).toThrow(UnsignableField);
    expect(() => signedFields({ token: { token: ['x'] } }, 'path-26')).toThrow(UnsignableField);
    expect(signedFields({ token: 'x', agreement: null, extra: [] }, 'path-26')).toEqual([]);
  });
});
