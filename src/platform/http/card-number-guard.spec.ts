import { looksLikeCardNumber, passesLuhn, refuseCardNumbers } from './card-number-guard.js';

test.each(['4111111111111111', '378282246310005', '5555555555554444', '6304000000000000', '4222222222222'])(
  '%s looks like a card number',
  (text) => expect(looksLikeCardNumber(text)).toBe(true),
);

test.each(['4111 1111 1111 1111', '4111-1111-1111-1111', 'pay with 4111111111111111!', '[4111111111111111]'])(
  'also as it is written: %s',
  (text) => expect(looksLikeCardNumber(text)).toBe(true),
);

test.each([
  ['a number that fails Luhn', '4111111111111112'],
  ['twelve digits', '411111111111'],
  ['twenty digits', '41111111111111111111'],
  ['digits inside an id', 'cus_4111111111111111abc'],
  ['a telephone number', '+8613800138000'],
  ['two telephone numbers', '+8613800138000, +4915112345678'],
  ['a date and time', '2027-01-31T09:00:00.000Z'],
  ['an amount', '9.500'],
])('%s does not', (_what, text) => expect(looksLikeCardNumber(text)).toBe(false));

test('a plus sign does not hide sixteen digits', () => {
  expect(looksLikeCardNumber('+4111111111111111')).toBe(true);
});

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
  [{ a: { b: [{ c: 4111111111111111 }] } }, 'a.b[0].c'],
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
