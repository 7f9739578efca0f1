import { randomUUID } from 'node:crypto';
import { looksLikeCardNumber, maskCardNumbers, passesLuhn, refuseCardNumbers } from './card-number-guard.js';

test.each(['4111111111111111', '378282246310005', '5555555555554444', '6304000000000000', '4222222222222'])(
  '%s looks like a card number',
  (text) => expect(looksLikeCardNumber(text)).toBe(true),
);

test.each([
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  'pay with 4111111111111111!',
  '4111 1111 1111 1111 12/29',
  '4111111111111111 123',
  'no 77 3782 822463 10005',
  '+4111111111111111',
  '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
  '[4111111111111111]',
])('also as it is written: %s', (text) => expect(looksLikeCardNumber(text)).toBe(true));

test.each([
  ['a number that fails Luhn', '4111111111111112'],
  ['twelve digits', '411111111111'],
  ['twenty digits', '41111111111111111111'],
  ['digits inside an id', 'cus_4111111111111111abc'],
  ['a telephone number', '+8613800138000'],
  ['two telephone numbers', '+8613800138000, +4915112345678'],
  ['a date and time', '2027-01-31T09:00:00.000Z'],
  ['an amount', '9.500'],
  ['two dates', '2027-01-31 2027-03-01'],
  ['a UUID of digits', '12345678-1234-4234-8234-123456789012'],
  ['a UUID whose end passes Luhn', 'baa9cafe-baa9-4abc-8614-414265379303'],
])('%s does not', (_what, text) => expect(looksLikeCardNumber(text)).toBe(false));

test('one digit changed never passes Luhn', () => {
  const card = '4111111111111111';
  for (let at = 0; at < card.length; at++) {
    for (const digit of '0123456789') {
      const changed = card.slice(0, at) + digit + card.slice(at + 1);
      expect(passesLuhn(changed)).toBe(changed === card);
    }
  }
});

test.each([
  [{ name: '4111111111111111' }, 'name'],
  [{ a: { b: [{ c: 4111111111111111 }] } }, 'a.b.0.c'],
  [{ '4111111111111111': 'x' }, '<name>'],
  [{ metadata: { '4111111111111111': 'x' } }, 'metadata.<name>'],
])('the fault names the field and never the number: %j', (body, field) => {
  expect.assertions(2);
  try {
    refuseCardNumbers(body);
  } catch (error) {
    expect(error).toMatchObject({ code: 'card_number_refused', errors: [{ field }] });
    expect(JSON.stringify(error)).not.toContain('4111');
  }
});

test('a body without one passes', () => {
  expect(() => refuseCardNumbers({ name: 'N', metadata: { a: '1' }, list: [null, true, 5] })).not.toThrow();
});

test('the tax number of a Saudi merchant is none, and a card of 15 digits still is', () => {
  expect(passesLuhn('300000000000023')).toBe(true);
  for (let i = 0; i < 1_000; i++) {
    const number = `3${String(i).padStart(13, '0')}3`;
    expect({ number, found: looksLikeCardNumber(number) }).toEqual({ number, found: false });
  }
  expect(looksLikeCardNumber('378282246310013')).toBe(true);
});

test('a UUID is never one, or an idempotency key would fail now and then', () => {
  for (let i = 0; i < 10_000; i++) {
    const uuid = randomUUID();
    expect({ uuid, found: looksLikeCardNumber(uuid) }).toEqual({ uuid, found: false });
    expect(maskCardNumbers(uuid, 'x')).toBe(uuid);
  }
});

test('a log shows where one stood', () => {
  const text = 'card 4111 1111 1111 1111 of 012c10ae-baa9-4522-8614-41426c537930, order 1764000001001';
  expect(maskCardNumbers(text, '[card]')).toBe(
    'card [card] of 012c10ae-baa9-4522-8614-41426c537930, order 1764000001001',
  );
});

test('a text of digits without end is looked through and comes to an end', () => {
  expect(looksLikeCardNumber('1'.repeat(250_000))).toBe(false);
  expect(looksLikeCardNumber(`${'411-'.repeat(62_000)}x`)).toBe(looksLikeCardNumber(`${'411-'.repeat(6)}x`));
});
