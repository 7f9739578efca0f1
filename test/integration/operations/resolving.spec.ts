import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { problemOf } from '../http/client.js';
import {
  attemptsOf,
  eventsOf,
  expectSoundLedger,
  invoicesOf,
  manualRenewal,
  moneyMoved,
  Person,
  START,
} from './desk.js';

let engine: InProcessEngine;
let world: World;
let noura: Person;
let salem: Person;
let attempt: string;
const worlds: World[] = [];

async function newWorld(): Promise<World> {
  const begun = await World.begin(engine, START);
  worlds.push(begun);
  return begun;
}

beforeAll(async () => {
  engine = await InProcessEngine.start();
});

beforeEach(async () => {
  world = await newWorld();
  noura = await Person.of(world, 'Noura Alsabah');
  salem = await Person.of(world, 'Salem');
  ({ attempt } = await manualRenewal(world, { moved: true }));
  await world.clearFaults();
});

afterEach(async () => {
  for (const one of worlds.splice(0)) await one.end();
  expect(engine.errors).toEqual([]);
});

afterAll(() => engine.stop());

const decisions = () =>
  engine.sql<{ outcome: string; carried_out: boolean }>(
    `SELECT outcome, carried_out FROM manual_decisions WHERE merchant_id = $1 ORDER BY id`,
    [world.merchant.id],
  );

describe('A resolution', () => {
  test('is made once: a second one is refused and told what was decided', async () => {
    expect((await noura.resolve(attempt, 'paid')).status).toBe(200);
    for (const outcome of ['paid', 'not_paid']) {
      const again = await salem.resolve(attempt, outcome);
      expect(problemOf(again)).toMatchObject({ status: 409, code: 'conflict' });
      expect(again.body.detail).toMatch(/Noura Alsabah decided "paid"/);
    }
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await eventsOf(world, 'invoice.paid')).toHaveLength(2);
    await expectSoundLedger(world);
  });

  test('can be sent again with its key, and is answered as before', async () => {
    const first = await noura.resolve(attempt, 'paid', {}, 'one-key');
    const replayed = await noura.resolve(attempt, 'paid', {}, 'one-key');
    expect(replayed).toMatchObject({ status: 200, body: first.body });
    expect(replayed.headers.get('idempotent-replayed')).toBe('true');
  });

  test('can be sent again when the process died before it had answered', async () => {
    const first = await noura.resolve(attempt, 'paid', {}, 'one-key');
    await engine.sql(`DELETE FROM idempotency_keys WHERE key = 'one-key'`);
    expect(await noura.resolve(attempt, 'paid', {}, 'one-key')).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await decisions()).toHaveLength(1);
    expect(await eventsOf(world, 'attempt.resolved')).toHaveLength(1);
    await expectSoundLedger(world);
  });

  test('of two persons at the same moment is the first one; the other is refused', async () => {
    const answers = await Promise.all([noura.resolve(attempt, 'paid'), salem.resolve(attempt, 'not_paid')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await decisions()).toHaveLength(1);
    await expectSoundLedger(world);
  });

  test.each([
    ['an outcome that there is not', 'maybe', {}, ['outcome']],
    ['no outcome', undefined, {}, ['outcome']],
    ['evidence that is none', 'paid', { evidence: 'seen it' }, ['evidence']],
    ['evidence of blanks', 'paid', { evidence: ' '.repeat(50) }, ['evidence']],
    ['evidence without end', 'paid', { evidence: 'x'.repeat(2001) }, ['evidence']],
    ['nobody who says so', 'paid', { by: '' }, ['by']],
    ['a field that nobody knows', 'paid', { amount: '9.500' }, ['amount']],
  ])('with %s is refused', async (_, outcome, more, fields) => {
    const answer = await noura.resolve(attempt, outcome as string, more);
    expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_request', fields });
    expect(await decisions()).toEqual([]);
  });

  test('of one whose session was lost needs the session, and is then booked as any other', async () => {
    const known = await noura.resolve(attempt, 'paid', { session_id: 'another' });
    expect(problemOf(known)).toMatchObject({ status: 422, fields: ['session_id'] });
    const [lost] = await engine.sql<{ session_id: string }>(
      `SELECT session_id FROM attempts WHERE public_id = $1`,
      [attempt],
    );
    await engine.sql(`UPDATE attempts SET session_id = NULL, next_check_at = NULL WHERE public_id = $1`, [
      attempt,
    ]);
    expect(problemOf(await noura.resolve(attempt, 'paid'))).toMatchObject({
      status: 422,
      fields: ['session_id'],
    });
    const escape = await noura.resolve(attempt, 'paid', { session_id: '../pymt-txn' });
    expect(problemOf(escape)).toMatchObject({ status: 400, fields: ['session_id'] });
    const [other] = await engine.sql<{ session_id: string }>(
      `SELECT session_id FROM attempts WHERE public_id <> $1 AND session_id IS NOT NULL AND merchant_id = $2`,
      [attempt, world.merchant.id],
    );
    const taken = await noura.resolve(attempt, 'paid', { session_id: other!.session_id });
    expect(problemOf(taken)).toMatchObject({ status: 409, fields: ['session_id'] });
    expect(await decisions()).toEqual([]);
    expect((await noura.resolve(attempt, 'paid', lost)).status).toBe(200);
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    await expectSoundLedger(world);
  });

  test('that nothing was paid has no reference of a payment', async () => {
    const answer = await noura.resolve(attempt, 'not_paid', { reference_number: '402117' });
    expect(problemOf(answer)).toMatchObject({ status: 422, fields: ['reference_number'] });
  });

  test('needs a key of its own, so that it can be repeated safely', async () => {
    const body = { outcome: 'paid', evidence: 'The statement shows it.', by: 'Noura' };
    const answer = await noura.post(`manual/${attempt}/resolve`, body);
    expect(problemOf(answer)).toMatchObject({ status: 400, code: 'idempotency_key_required' });
  });

  test('is only for what waits for a person', async () => {
    const { data } = await world.get<{ data: { attempts: { id: string; number: number }[] }[] }>(
      '/v1/charges',
    );
    const paid = data.at(-1)!.attempts[0]!.id;
    const answer = await noura.resolve(paid, 'not_paid');
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'conflict' });
    expect(answer.body.detail).toContain('is succeeded');
  });

  test("of another merchant's attempt finds nothing, and so does its assignment", async () => {
    const stranger = await Person.of(await newWorld(), 'Stranger');
    expect(problemOf(await stranger.resolve(attempt, 'paid'))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect((await stranger.post(`manual/${attempt}/assign`, { owner: 'Stranger' })).status).toBe(404);
    expect((await stranger.get('manual')).body.data).toEqual([]);
    expect(await decisions()).toEqual([]);
  });

  test('takes a key that may', async () => {
    const reader = await Person.of(world, 'Reader', 'ops:read');
    expect((await reader.resolve(attempt, 'paid')).status).toBe(403);
    const biller = await Person.of(world, 'Biller', 'subscriptions:write', 'charges:read');
    expect((await biller.get('manual')).status).toBe(403);
  });
});

describe('Where a second person is asked for', () => {
  beforeEach(async () => {
    const admin = await Person.of(world, 'Admin', 'admin');
    expect((await noura.patchMerchant({ manual_confirmation: false })).status).toBe(403);
    expect((await admin.patchMerchant({ manual_confirmation: true })).body).toMatchObject({
      manual_confirmation: true,
    });
    expect(await eventsOf(world, 'merchant.updated')).toHaveLength(1);
  });

  test('the first word proposes, and the same word of another carries it out', async () => {
    const first = await noura.resolve(attempt, 'paid', { reference_number: '402117' });
    expect(first).toMatchObject({ status: 200, body: { carried_out: false, outcome: 'paid' } });
    expect(await invoicesOf(world)).toEqual(['paid', 'open']);
    expect((await noura.get('manual')).body.data).toMatchObject([
      {
        charge_status: 'blocked',
        proposal: { by: 'Noura Alsabah', outcome: 'paid', reference_number: '402117' },
      },
    ]);
    const second = await salem.resolve(attempt, 'paid');
    expect(second).toMatchObject({ status: 200, body: { carried_out: true, reference_number: '402117' } });
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    const [proposed] = await eventsOf(world, 'attempt.resolution_proposed');
    expect(proposed!.summary).toMatch(/was found paid by Noura Alsabah; a second person must say the same/);
    const [resolved] = await eventsOf(world, 'attempt.resolved');
    expect(resolved!.summary).toMatch(/paid by Salem, as proposed by Noura Alsabah/);
    await expectSoundLedger(world);
  });

  test('the same person is refused, also with another key or under another name', async () => {
    const secondKey = await Person.of(world, ' noura  ALSABAH');
    await noura.resolve(attempt, 'paid');
    for (const answer of [
      await noura.resolve(attempt, 'paid'),
      await secondKey.resolve(attempt, 'paid'),
      await noura.resolve(attempt, 'paid', { by: 'Salem' }),
    ]) {
      expect(problemOf(answer)).toMatchObject({ status: 409, code: 'conflict', fields: ['by'] });
    }
    expect(await decisions()).toEqual([{ outcome: 'paid', carried_out: false }]);
    expect(await invoicesOf(world)).toEqual(['paid', 'open']);
  });

  test('a proposal that is sent again is still one proposal', async () => {
    await noura.resolve(attempt, 'paid', {}, 'one-key');
    await engine.sql(`DELETE FROM idempotency_keys WHERE key = 'one-key'`);
    const again = await noura.resolve(attempt, 'paid', {}, 'one-key');
    expect(again).toMatchObject({ status: 200, body: { carried_out: false } });
    expect(await decisions()).toHaveLength(1);
  });

  test('one who disagrees proposes the other, and two must agree on that', async () => {
    await noura.resolve(attempt, 'paid', { reference_number: '402117' });
    expect((await salem.resolve(attempt, 'not_paid')).body).toMatchObject({ carried_out: false });
    expect(await invoicesOf(world)).toEqual(['paid', 'open']);
    const huda = await Person.of(world, 'Huda');
    expect((await huda.resolve(attempt, 'not_paid')).body).toMatchObject({
      carried_out: true,
      reference_number: null,
    });
    expect((await noura.get('manual')).body.data).toEqual([]);
  });

  test('two at the same moment propose once and carry out once', async () => {
    const answers = await Promise.all([noura.resolve(attempt, 'paid'), salem.resolve(attempt, 'paid')]);
    expect(answers.map(({ body }) => body.carried_out).sort()).toEqual([false, true]);
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
    await expectSoundLedger(world);
  });

  test('nothing is tried again while only one has spoken', async () => {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/subscriptions');
    await noura.resolve(attempt, 'not_paid');
    // The look of every day must not find out by itself what the second person is asked for.
    const contradiction = {
      type: 'wrong_echo',
      fields: { state: 'paid', result: 'success', amount: '1.000' },
    };
    await world.fault({ endpoint: 'retrieve' }, contradiction, { times: null });
    await world.advanceBy({ days: 5 });
    const subscription = await world.subscription(data[0]!.id);
    expect((await attemptsOf(world, subscription)).at(-1)).toMatchObject({ id: attempt, status: 'manual' });
  });
});
