import { Controller, Logger, Post } from '@nestjs/common';
import { Public } from '../../../src/platform/http/principal.js';
import { JsonLogger } from '../../../src/platform/logging/index.js';
import { Client } from './client.js';
import { startTestEngine, type TestEngine } from './test-engine.js';

@Controller('hooks/probe/:secret/payment')
class HookController {
  @Post()
  @Public()
  hook() {
    return {};
  }
}

let engine: TestEngine;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  engine = await startTestEngine(HookController);
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  Logger.overrideLogger(new JsonLogger('info', destination));
});

afterAll(async () => {
  Logger.overrideLogger(false);
  await engine.stop();
});

/** The line is written after the answer has gone out. */
async function lineOf(request: Promise<{ headers: Headers }>): Promise<Record<string, unknown>> {
  const id = (await request).headers.get('request-id');
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const line = lines.find((entry) => entry['request_id'] === id && entry['msg'] === 'request');
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Request ${id} left no line`);
}

test('a request leaves one line: who, what, how it ended and how long it took', async () => {
  const { merchant, key } = await engine.newMerchant();
  const line = await lineOf(new Client(engine.url, key).get('/v1/customers/cus_of_nobody'));
  expect(line).toMatchObject({
    level: 'info',
    context: 'http',
    method: 'GET',
    route: '/v1/customers/:id',
    status: 404,
    ms: expect.any(Number),
    merchant_id: String(merchant.id),
  });
});

test('no body, query, key or secret of an address is in the log', async () => {
  const { key } = await engine.newMerchant();
  const api = new Client(engine.url, key);
  await lineOf(api.post('/v1/customers', { name: 'Private Name', metadata: { note: 'private-note' } }));
  await lineOf(api.get('/v1/customers?email=private%40example.com'));
  await lineOf(api.get('/nowhere/private-address'));
  await lineOf(api.post('/hooks/probe/private-secret/payment', {}));
  const log = JSON.stringify(lines);
  expect(log).not.toMatch(/private/i);
  expect(log).not.toContain(key.slice(-43));
});

test('being alive is not worth a line', async () => {
  const anyone = new Client(engine.url, null);
  const { headers } = await anyone.get('/health/live');
  await lineOf(anyone.get('/v1/nothing'));
  expect(lines.some((line) => line['request_id'] === headers.get('request-id'))).toBe(false);
});
