import { connect } from 'node:net';
import { RevokeApiKey } from '../../../src/modules/merchants/index.js';
import { Client, problemOf } from './client.js';
import { startTestEngine, type TestEngine } from './test-engine.js';

let engine: TestEngine;
let api: Client;
let key: string;

beforeAll(async () => {
  engine = await startTestEngine();
  key = (await engine.newMerchant()).key;
  api = new Client(engine.url, key);
});

afterAll(() => engine.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

describe('Who may ask', () => {
  test.each([
    ['no key', {}],
    ['another scheme', { authorization: 'Basic dTpw' }],
    ['something that is no key', { authorization: 'Bearer sesame' }],
    ['a key of nobody', { authorization: `Bearer perennial_sandbox_${'0'.repeat(26)}_${'a'.repeat(43)}` }],
  ])('%s is answered 401 and how to authenticate', async (_what, headers) => {
    const answer = await new Client(engine.url, null).get('/v1/customers', headers);
    expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('a key with one letter changed is refused like a key of nobody', async () => {
    const changed = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    const wrongSecret = await new Client(engine.url, changed).get('/v1/customers');
    const nobody = `perennial_sandbox_${'0'.repeat(26)}_${'a'.repeat(43)}`;
    const unknownId = await new Client(engine.url, nobody).get('/v1/customers');
    expect(problemOf(wrongSecret)).toEqual(problemOf(unknownId));
  });

  test('a revoked key is refused from the next request on', async () => {
    const { merchant } = await engine.newMerchant();
    const text = await engine.newKey(merchant, 'customers:read');
    const client = new Client(engine.url, text);
    expect((await client.get('/v1/customers')).status).toBe(200);
    await engine.app.get(RevokeApiKey).execute(`key_${text.split('_')[2]}`);
    expect(problemOf(await client.get('/v1/customers'))).toMatchObject({ status: 401 });
  });

  test('a key without the scope is told which one it lacks', async () => {
    const { merchant } = await engine.newMerchant();
    const reader = new Client(engine.url, await engine.newKey(merchant, 'customers:read'));
    const problem = problemOf(await reader.post('/v1/customers', { name: 'N' }));
    expect(problem).toMatchObject({
      status: 403,
      code: 'forbidden',
      detail: expect.stringContaining('customers:write'),
    });
  });
});

describe('Where there is nothing', () => {
  test('an unknown address is 404', async () => {
    expect(problemOf(await api.get('/v1/nothing'))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('a method that an address does not know is 405 and names those it does', async () => {
    const answer = await api.send('DELETE', '/v1/customers/cus_1', undefined, {});
    expect(problemOf(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PATCH');
  });

  test.each(['/v1/customers/%00', '/v1/customers?email=%00', '/v1/customers/%zz'])(
    '%s is 400',
    async (path) => {
      expect(problemOf(await api.get(path))).toMatchObject({ status: 400, code: 'invalid_request' });
    },
  );

  test.each([`/v1/customers/${'x'.repeat(99)}`, `/v1/customers/${'x'.repeat(300)}`, "/v1/customers/'--"])(
    'an id that cannot be one is 404: %s',
    async (path) => {
      expect(problemOf(await api.get(path))).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  test.each([
    'limit=0',
    'limit=101',
    'limit=ten',
    'cursor=!',
    'cursor=zzzzzzzzzzzzz',
    'email=x',
    'order=asc',
    'limit=1&limit=2',
  ])('the list does not guess what ?%s means', async (query) => {
    const problem = problemOf(await api.get(`/v1/customers?${query}`));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', fields: [query.split('=')[0]] });
  });

  test('what is not even HTTP is answered and hung up on', async () => {
    const { port } = new URL(engine.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('this is not HTTP\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });
});

describe('A body that cannot be used', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
    api.send('POST', '/v1/customers', body, headers);

  test.each([
    ['malformed JSON', '{"name": "N"'],
    ['a list', '[{"name":"N"}]'],
    ['a text', '"name"'],
    ['null', 'null'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('%s is 400 invalid_json', async (_what, body) => {
    expect(problemOf(await post(body))).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test('an empty body lacks its fields', async () => {
    expect(problemOf(await post(''))).toMatchObject({ status: 400, fields: ['name'] });
    expect(problemOf(await api.post('/v1/customers'))).toMatchObject({ status: 400, fields: ['name'] });
  });

  test('another content type is 415', async () => {
    const answer = await post('name=N', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(problemOf(answer)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(problemOf(await post('{}', { 'content-type': 'nonsense' }))).toMatchObject({ status: 415 });
  });

  test('a megabyte is 413', async () => {
    const answer = await post(JSON.stringify({ name: 'x'.repeat(1_000_000) }));
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  test('nesting without end is 400, at twenty levels and at a hundred thousand', async () => {
    for (const depth of [21, 100_000]) {
      const answer = await post(`{"metadata":${'['.repeat(depth)}${']'.repeat(depth)}}`);
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'the name %s is refused wherever it stands',
    async (name) => {
      const top = await post(`{"name":"N","${name}":{"admin":true}}`);
      expect(problemOf(top)).toMatchObject({ status: 400, fields: [name] });
      const nested = await post(`{"name":"N","metadata":{"${name}":"x"}}`);
      expect(problemOf(nested)).toMatchObject({ status: 400, fields: [`metadata.${name}`] });
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    },
  );

  test('characters that PostgreSQL cannot keep are 400, not 500', async () => {
    expect(problemOf(await post('{"name":"N","metadata":{"a":"\\u0000"}}'))).toMatchObject({ status: 400 });
    expect(problemOf(await post('{"name":"N","metadata":{"a":"\\ud800"}}'))).toMatchObject({ status: 400 });
    expect(problemOf(await post('{"name":"N","metadata":{"\\u0000":"a"}}'))).toMatchObject({ status: 400 });
    expect((await post('{"name":"😀"}')).body.name).toBe('😀');
  });

  test.each([
    ['in a name', { name: '4111111111111111' }, 'name'],
    [
      'with spaces in metadata',
      { name: 'N', metadata: { note: 'card 4111 1111 1111 1111 please' } },
      'metadata.note',
    ],
    ['with dashes', { name: '5555-5555-5555-4444' }, 'name'],
    [
      'as the name of a metadata entry',
      { name: 'N', metadata: { '378282246310005': 'amex' } },
      'metadata.<name>',
    ],
    [
      'nested where nothing may nest',
      { name: 'N', metadata: { a: [{ b: '4111111111111111' }] } },
      'metadata.a.0.b',
    ],
    ['as a number', { name: 'N', metadata: { n: 4111111111111111 } }, 'metadata.n'],
  ])('a card number is refused %s', async (_where, body, field) => {
    const answer = await api.post('/v1/customers', body);
    expect(problemOf(answer)).toMatchObject({ status: 422, code: 'card_number_refused', fields: [field] });
    // Twelve digits in a row may stand in the random id of the request.
    const { request_id, ...told } = answer.body;
    expect(request_id).toEqual(expect.any(String));
    expect(JSON.stringify(told)).not.toMatch(/\d{12}/);
  });

  test('a telephone number that happens to look like a card number is none', async () => {
    const answer = await api.post('/v1/customers', { name: 'Li', phone: '+8613800138000' });
    expect(answer.status).toBe(201);
  });
});
