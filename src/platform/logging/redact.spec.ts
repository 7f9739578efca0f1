import { redact, redactText } from './redact.js';

const KEY = `perennial_live_01jd0z2m3n4p5q6r7s8t9v0w1x_${'s'.repeat(43)}`;

test.each([
  ['an API key', `the key ${KEY} was used`, 'sssss'],
  ['an authorization header', 'Authorization: Bearer abcdefgh.ijkl', 'abcdefgh'],
  ["Ottu's own header", 'Api-Key kx8MpYs0.abcdef', 'kx8MpYs0'],
  ['the secret part of a hook address', 'POST /hooks/ottu/mer_1/hooksecret/payment', 'hooksecret'],
  ['the password of a database address', 'postgres://perennial:pa55word@127.0.0.1:5432/x', 'pa55word'],
  ['a token in a piece of JSON', '{"token":"9923965822244314","a":1}', '9923965822244314'],
  ['a card number', 'card 4111 1111 1111 1111 was sent', '1111 1111'],
])('%s does not get into a text', (_what, text, secret) => {
  expect(redactText(text)).not.toContain(secret);
  expect(redactText(text)).toContain('[');
});

test.each([
  'authorization',
  'Cookie',
  'token',
  'card_token',
  'hmac_key',
  'apiKey',
  'api_key',
  'x-api-key',
  'password',
  'hookSecret',
])('the field %s is hidden whatever it holds', (name) => {
  expect(redact({ [name]: 'plain', deep: [{ [name]: { a: 1 } }] })).toEqual({
    [name]: '[redacted]',
    deep: [{ [name]: '[redacted]' }],
  });
});

test('what helps to find a fault stays', () => {
  const line = {
    request_id: 'r',
    status: 200,
    key_id: 'key_1',
    order_no: '1764000001000',
    ms: 1.5,
    merchant_id: 7n,
  };
  expect(redact(line)).toEqual({ ...line, merchant_id: '7' });
});

test("an error keeps its message and stack, but not the query's values", () => {
  class QueryFailedError extends Error {}
  const said = { code: '23505', constraint: 'cards_token', parameters: ['noura@example.com'] };
  const error = Object.assign(new QueryFailedError('duplicate key'), said);
  const logged = redact({ err: error }) as { err: Record<string, unknown> };
  expect(logged.err).toMatchObject({
    type: 'QueryFailedError',
    message: 'duplicate key',
    constraint: 'cards_token',
  });
  expect(JSON.stringify(logged)).not.toContain('noura');
});

test('the cause of an error is told as well', () => {
  const error = new Error('outer', { cause: new Error(`inner ${KEY}`) });
  expect(redact(error)).toMatchObject({
    message: 'outer',
    cause: { message: expect.stringContaining('[redacted]') },
  });
});

test('something endless has an end', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(
    JSON.stringify(redact({ loop, text: 'x'.repeat(100_000), bytes: Buffer.alloc(9) })).length,
  ).toBeLessThan(9_000);
});
