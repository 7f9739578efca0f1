import { AppError } from './app-error.js';
import { parseJsonBody } from './request-body.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

function refusal(text: string): { code: string; field: string | undefined } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, field: error.errors[0]?.field };
    throw error;
  }
  throw new Error('It was not refused');
}

test('an object comes as it is, an empty body as nothing', () => {
  expect(parse('{"a":{"b":[1,"x",null]}}')).toEqual({ a: { b: [1, 'x', null] } });
  expect(parse('')).toBeUndefined();
});

test.each(['{', 'nope', '[]', '1', '"a"', 'null', '{"a":1}}', "{'a':1}"])('%s is no JSON object', (text) => {
  expect(refusal(text)).toEqual({ code: 'invalid_json', field: undefined });
});

test('twenty levels are allowed, one more is not, and a hundred thousand do no harm', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  expect(parse(nested(20))).toBeDefined();
  expect(refusal(nested(21)).code).toBe('invalid_request');
  expect(refusal(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).code).toBe('invalid_request');
});

test('a polluted prototype is refused by its path, and pollutes nothing', () => {
  expect(refusal('{"a":[{"__proto__":{"admin":true}}]}')).toEqual({
    code: 'invalid_request',
    field: 'a.0.__proto__',
  });
  expect(refusal('{"constructor":{"prototype":{"admin":true}}}').field).toBe('constructor');
  expect('admin' in {}).toBe(false);
});

test.each(['toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'])(
  'a name that every object has would vanish without a word, and is refused: %s',
  (name) => {
    expect(refusal(`{"metadata":{"crm":"1","${name}":"x"}}`)).toEqual({
      code: 'invalid_request',
      field: `metadata.${name}`,
    });
  },
);

test('what a text of PostgreSQL cannot hold is refused in values and in names', () => {
  expect(refusal('{"a":"x\\u0000"}')).toEqual({ code: 'invalid_request', field: 'a' });
  expect(refusal('{"a":"\\udc00"}').field).toBe('a');
  expect(refusal('{"\\ud800":"x"}').code).toBe('invalid_request');
  expect(parse('{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' });
});

test('a very long name is not given back whole', () => {
  const { field } = refusal(`{"${'x'.repeat(100_000)}":{"__proto__":1}}`);
  expect(field!.length).toBeLessThan(250);
});
