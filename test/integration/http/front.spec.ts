import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../src/platform/http/principal.js';
import { Client, problemOf } from './client.js';
import { startTestEngine, type TestEngine } from './test-engine.js';

/** Stands where Ottu's webhooks come in, and for two mistakes a controller can make. */
@Controller()
class ProbeController {
  @Post('hooks/probe/:secret')
  @Public()
  @HttpCode(200)
  hook(@Req() request: FastifyRequest) {
    const { body } = request;
    return {
      isBuffer: Buffer.isBuffer(body),
      base64: Buffer.isBuffer(body) ? body.toString('base64') : null,
    };
  }

  @Get('v1/probe/no-scope')
  noScope() {
    return {};
  }

  @Get('v1/probe/crash')
  @Public()
  crash() {
    throw new TypeError('a secret detail');
  }
}

let engine: TestEngine;
let anyone: Client;

beforeAll(async () => {
  engine = await startTestEngine(ProbeController);
  anyone = new Client(engine.url, null);
});

afterAll(() => engine.stop());

describe('A hook gets the bytes as they came', () => {
  const send = (body: string | Buffer | undefined, type?: string, path = '/hooks/probe/s') =>
    anyone.send('POST', path, body, type === undefined ? {} : { 'content-type': type });

  test.each([
    ['JSON', '{"b": 1,  "a":"4111111111111111"}', 'application/json'],
    ['what claims to be JSON', '{not json', 'application/json'],
    ['a form', 'a=1', 'application/x-www-form-urlencoded'],
    ['bytes', Buffer.from([0, 255, 1]), 'application/octet-stream'],
    ['deep nesting', '['.repeat(5000), 'application/json'],
  ])('%s', async (_what, body, type) => {
    const { body: seen } = await send(body, type);
    expect(seen).toEqual({ isBuffer: true, base64: Buffer.from(body).toString('base64') });
  });

  test('without a body: an empty buffer', async () => {
    expect((await send(undefined)).body).toEqual({ isBuffer: true, base64: '' });
    expect((await send('', 'application/json')).body).toEqual({ isBuffer: true, base64: '' });
  });

  test('also when the address is written in another way', async () => {
    expect((await send('x', 'text/plain', '/%68ooks/probe/s')).body.isBuffer).toBe(true);
  });

  test('a megabyte is too much for it as well', async () => {
    expect(problemOf(await send(Buffer.alloc(1_000_000), 'text/plain'))).toMatchObject({ status: 413 });
  });
});

describe('A mistake of ours', () => {
  test('a route without a scope lets nobody in, not even a key that may do everything', async () => {
    const { key } = await engine.newMerchant();
    const answer = await new Client(engine.url, key).get('/v1/probe/no-scope');
    expect(problemOf(answer)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('an error nobody foresaw is 500 and keeps its details to itself', async () => {
    const answer = await anyone.get('/v1/probe/crash');
    expect(problemOf(answer)).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(answer.body)).not.toContain('secret detail');
  });
});

describe('What stands around the API', () => {
  test('it lives and is ready while the database answers', async () => {
    expect(await anyone.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await anyone.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('every answer carries its request id and forbids sniffing and framing', async () => {
    for (const path of ['/health/live', '/v1/nothing', '/v1/customers', '/docs']) {
      const { headers } = await anyone.get(path);
      expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  test('the description names every route, its key and its problems', async () => {
    const { body } = await anyone.get('/openapi.json');
    const create = body.paths['/v1/customers'].post;
    expect(create.security).toEqual([{ bearer: [] }]);
    expect(create.responses.default.content['application/problem+json']).toBeDefined();
    expect(body.components.schemas.CreateCustomerRequest.properties.email.format).toBe('email');
    expect(body.servers[0].url).toMatch(/^http/);
  });

  test('the description can be read and tried in a browser', async () => {
    const page = await anyone.get('/docs');
    expect(page.status).toBe(200);
    const files = [...String(page.body).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files).toHaveLength(3);
    for (const file of files) expect((await anyone.get(file)).status).toBe(200);
  });

  test('the type of a problem leads to its explanation', async () => {
    const { body: problem } = await anyone.get('/v1/nothing');
    const [path, anchor] = problem.type.split('#');
    expect((await anyone.get(path)).body).toContain(`id="${anchor}"`);
  });
});

test('it is not ready when the database is gone', async () => {
  const lonely = await startTestEngine();
  const client = new Client(lonely.url, null);
  await lonely.dataSource.destroy();
  expect(problemOf(await client.get('/health/ready'))).toMatchObject({ status: 503, code: 'not_ready' });
  expect((await client.get('/health/live')).status).toBe(200);
  await lonely.dataSource.initialize();
  await lonely.stop();
});
