import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RequireScope } from '../../../src/platform/http/principal.js';
import { AppError, type ProblemCode } from '../../../src/platform/http/app-error.js';
import { TextField } from '../../../src/platform/http/fields.js';
import { ForgetKeys, IdempotencyKey, IdempotencyRequired } from '../../../src/platform/idempotency/index.js';
import { Client, problemOf } from './client.js';
import { startTestEngine, type TestEngine } from './test-engine.js';

let runs = 0;
let hold: Promise<void> | null = null;

class FailRequest {
  @TextField({ description: 'The problem to fail with.' })
  code: ProblemCode;
}

/** Counts how often work is really done. */
@Controller('v1/probe')
class ProbeController {
  @Post('required')
  @HttpCode(202)
  @RequireScope('customers:write')
  @IdempotencyRequired()
  async required(@IdempotencyKey() key: string) {
    runs++;
    await hold;
    return { b: runs, a: key, empty: null };
  }

  @Post('fail')
  @RequireScope('customers:write')
  fail(@Body() { code }: FailRequest) {
    runs++;
    throw new AppError(code, `run ${runs}`);
  }
}

let engine: TestEngine;
let api: Client;

beforeAll(async () => {
  engine = await startTestEngine(ProbeController);
  api = new Client(engine.url, (await engine.newMerchant()).key);
});

afterAll(() => engine.stop());

beforeEach(() => {
  runs = 0;
});

const withKey = (key: string) => ({ 'idempotency-key': key });
const customers = () => engine.dataSource.query<unknown[]>('SELECT FROM customers');

test('the same key and body get the same answer, and one customer', async () => {
  const before = (await customers()).length;
  const first = await api.post(
    '/v1/customers',
    { name: 'N', metadata: { b: '1', a: '2' } },
    withKey('again'),
  );
  const second = await api.post(
    '/v1/customers',
    { name: 'N', metadata: { b: '1', a: '2' } },
    withKey('again'),
  );
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
  expect([first, second].map((a) => a.headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect(await customers()).toHaveLength(before + 1);
});

test('the order of names in a body makes no other request', async () => {
  const first = await api.post('/v1/customers', { name: 'N', language: 'ar' }, withKey('order'));
  const second = await api.post('/v1/customers', { language: 'ar', name: 'N' }, withKey('order'));
  expect(second.body).toEqual(first.body);
});

test('another body or another path under the same key is refused', async () => {
  await api.post('/v1/customers', { name: 'First' }, withKey('reused'));
  for (const answer of [
    await api.post('/v1/customers', { name: 'Second' }, withKey('reused')),
    await api.post('/v1/test-clocks', { name: 'First' }, withKey('reused')),
  ]) {
    const problem = problemOf(answer);
    expect(problem).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
      fields: ['Idempotency-Key'],
    });
  }
});

test("two merchants' equal keys have nothing to do with each other", async () => {
  const other = new Client(engine.url, (await engine.newMerchant()).key);
  const [mine, theirs] = [
    await api.post('/v1/customers', { name: 'N' }, withKey('shared')),
    await other.post('/v1/customers', { name: 'N' }, withKey('shared')),
  ];
  expect(theirs.body.id).not.toBe(mine.body.id);
});

test('of ten equal requests at once one does the work; the others wait or get its answer', async () => {
  const before = (await customers()).length;
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => api.post('/v1/customers', { name: 'Rush' }, withKey('rush'))),
  );
  const created = answers.filter((answer) => answer.status === 201);
  const waiting = answers.filter((answer) => answer.status !== 201);
  expect(new Set(created.map((answer) => answer.body.id)).size).toBe(1);
  for (const answer of waiting) {
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
  }
  expect(await customers()).toHaveLength(before + 1);
  expect((await api.post('/v1/customers', { name: 'Rush' }, withKey('rush'))).body.id).toBe(
    created[0]!.body.id,
  );
});

test('while the first request runs, the second is told when to come back', async () => {
  let letGo = () => {};
  hold = new Promise((resolve) => (letGo = resolve));
  const first = api.post('/v1/probe/required', {}, withKey('slow'));
  while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await api.post('/v1/probe/required', {}, withKey('slow'));
  expect(problemOf(second)).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(80);
  letGo();
  hold = null;
  expect((await first).status).toBe(202);
  const third = await api.post('/v1/probe/required', {}, withKey('slow'));
  expect(third).toMatchObject({ status: 202, body: { a: 'slow', b: 1, empty: null } });
  expect(runs).toBe(1);
});

test('a request whose process died may be sent again once its lease is over', async () => {
  await api.post('/v1/probe/required', {}, withKey('crashed'));
  await engine.dataSource.query(
    `UPDATE idempotency_keys SET response_status = NULL, response_body = NULL,
       locked_until = clock_timestamp() - interval '1 second' WHERE key = 'crashed'`,
  );
  const again = await api.post('/v1/probe/required', {}, withKey('crashed'));
  expect(again.status).toBe(202);
  expect(again.headers.get('idempotent-replayed')).toBeNull();
  expect(runs).toBe(2);
});

test.each<[ProblemCode, number]>([
  ['invalid_request', 400],
  ['not_found', 404],
  ['rule_violation', 422],
])('a final refusal (%s) is remembered with its status', async (code, status) => {
  const first = await api.post('/v1/probe/fail', { code }, withKey(`final-${code}`));
  const second = await api.post('/v1/probe/fail', { code }, withKey(`final-${code}`));
  expect(problemOf(second)).toMatchObject({ status, code, detail: 'run 1' });
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(runs).toBe(1);
});

test.each<ProblemCode>(['conflict', 'forbidden', 'gateway_unavailable', 'internal'])(
  'an answer that may change (%s) is not remembered',
  async (code) => {
    await api.post('/v1/probe/fail', { code }, withKey(`passing-${code}`));
    const second = await api.post('/v1/probe/fail', { code }, withKey(`passing-${code}`));
    expect(problemOf(second).detail).toBe('run 2');
    const other = await api.post('/v1/probe/fail', { code: 'not_found' }, withKey(`passing-${code}`));
    expect(problemOf(other).code).toBe('idempotency_key_reused');
  },
);

test('a body refused by its form is refused in the same way again', async () => {
  const first = await api.post('/v1/customers', { name: 5 }, withKey('bad form'.replace(' ', '-')));
  const second = await api.post('/v1/customers', { name: 5 }, withKey('bad-form'));
  expect(problemOf(second)).toEqual(problemOf(first));
  expect(second.headers.get('idempotent-replayed')).toBe('true');
});

test('where it is required, a missing key is 400', async () => {
  const problem = problemOf(await api.post('/v1/probe/required', {}));
  expect(problem).toMatchObject({
    status: 400,
    code: 'idempotency_key_required',
    fields: ['Idempotency-Key'],
  });
  expect(runs).toBe(0);
});

test.each(['', 'with a space', 'x'.repeat(256), 'ключ'])(
  'a key that cannot be one is 400: %j',
  async (key) => {
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    const problem = problemOf(await api.post('/v1/customers', { name: 'N' }, headers));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', fields: ['Idempotency-Key'] });
  },
);

test('a key of 255 characters is one, a card number is none', async () => {
  expect((await api.post('/v1/customers', { name: 'N' }, withKey('x'.repeat(255)))).status).toBe(201);
  const problem = problemOf(await api.post('/v1/customers', { name: 'N' }, withKey('4111-1111-1111-1111')));
  expect(problem).toMatchObject({ status: 422, code: 'card_number_refused' });
});

test('a key is forgotten a month after its request, and none that may still be running', async () => {
  const age = (key: string, days: number, lockedFor: string) =>
    engine.dataSource.query(
      `UPDATE idempotency_keys SET created_at = now() - $2 * interval '1 day', locked_until = now() + $3::interval
       WHERE key = $1`,
      [key, days, lockedFor],
    );
  for (const key of ['month-old', 'days-old', 'still-running']) {
    await api.post('/v1/probe/required', {}, withKey(key));
  }
  await age('month-old', 31, '-31 days');
  await age('days-old', 29, '-29 days');
  await age('still-running', 31, '1 minute');
  const forget = () => engine.app.get(ForgetKeys).execute();
  expect([await forget(), await forget()]).toEqual([1, 0]);
  const again = await Promise.all(
    ['month-old', 'days-old', 'still-running'].map((key) => api.post('/v1/probe/required', {}, withKey(key))),
  );
  expect(again.map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([null, 'true', 'true']);
});
