import { randomUUID } from 'node:crypto';
import { BillDue } from '../../src/modules/auto-debit/use-cases/bill-due.js';
import { PrepareAttempts } from '../../src/modules/charges/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books, invoiceStatuses } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

const SUBSCRIBERS = 8;

describe('a gateway that falls silent', () => {
  let engine: InProcessEngine;
  let world: World;
  let other: World | null = null;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    // One after the other is due, a minute apart.
    for (let n = 0; n < SUBSCRIBERS; n++) {
      await world.subscriber();
      await world.advanceBy({ minutes: 1 });
    }
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' }, { times: null }); // prettier-ignore
  });
  afterAll(() => engine.stop());
  afterEach(async () => {
    await world.end();
    await other?.end();
    other = null;
  });

  async function renewals(): Promise<string[]> {
    const { attempts } = await books(world);
    return attempts.filter(({ kind }) => kind === 'mit').map(({ status }) => status);
  }

  async function breaker() {
    const { data } = await world.get<{ data: { state: string; until: string; reason: string }[] }>(
      '/v1/ops/breakers',
    );
    return data[0];
  }

  async function told(): Promise<string[]> {
    const rows = await engine.sql<{ type: string }>(
      `SELECT type FROM events WHERE merchant_id = $1 AND type LIKE 'breaker.%' ORDER BY id`,
      [world.merchant.id],
    );
    return rows.map(({ type }) => type);
  }

  it('is probed by a renewal and by no retry whose day is over: that waits for the hour of its policy', async () => {
    await world.clearFaults();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:10:00Z');
    const daily = await world.subscriber({ interval: 'day', amount: '1.500' });
    await engine.sql(
      `INSERT INTO gateway_breakers (merchant_id, pg_code, state, until, changed_at)
       SELECT merchant_id, pg_code, 'open', '2027-02-12T10:00:00Z'::timestamptz, now() FROM cards
       WHERE merchant_id = $1 GROUP BY 1, 2
       ON CONFLICT (merchant_id, pg_code) DO UPDATE SET state = 'open', until = EXCLUDED.until`,
      [world.merchant.id],
    );
    await world.advanceTo('2027-02-12T10:00:00Z');
    const last = async () => (await books(world)).attempts.at(-1)!.sent_at!.toISOString();
    expect(await last()).toBe('2027-02-12T10:00:00.000Z');
    await world.cancel(daily.id, 'now');
    // Friday and Saturday the banks rest.
    await world.advanceTo('2027-02-14T07:00:00Z');
    expect(await last()).toBe('2027-02-14T06:00:00.000Z');
    await world.advanceBy({ days: 2 });
    await proveTheEnd(world);
  });

  it('is probed also where one through which nothing is due was silent before it', async () => {
    await engine.sql(
      `INSERT INTO gateway_breakers (merchant_id, pg_code, state, until, changed_at)
       SELECT merchant_id, pg_code, 'open', '2027-02-10T06:00:00Z'::timestamptz, now() FROM cards
       WHERE merchant_id = $1 GROUP BY 1, 2
       UNION ALL SELECT $1, 'left-gateway', 'open', '2027-02-01T06:00:00Z', now()`,
      [world.merchant.id],
    );
    await world.jumpTo('2027-02-10T06:00:00Z');
    const [scope, now] = [{ kind: 'test_clock' as const, merchantId: world.merchant.id }, await world.now()];
    await engine.get(BillDue).execute(scope, now, 10);
    const { prepared } = await engine.get(PrepareAttempts).execute(scope, now, randomUUID(), 1);
    expect(prepared).toHaveLength(1);
  });

  it('is charged no more after the fifth silence, while asking goes on; one probe closes it', async () => {
    await world.advanceTo('2027-02-10T06:18:59Z');
    expect(await breaker()).toMatchObject({
      state: 'open',
      until: '2027-02-10T06:19:00.000Z',
      reason: '5 charges in a row got no answer',
    });
    // All five were asked about and closed meanwhile; the other three wait as if nothing had been tried.
    expect(await renewals()).toEqual(Array.from({ length: 5 }, () => 'fenced'));
    const waiting = await engine.sql<{ status: string; tried: number }>(
      `SELECT DISTINCT status, attempts_made AS tried FROM charges
       WHERE merchant_id = $1 AND next_action = 'attempt'`,
      [world.merchant.id],
    );
    expect(waiting).toEqual([{ status: 'scheduled', tried: 0 }]);

    // The probe is met with silence as well.
    await world.advanceTo('2027-02-10T06:33:59Z');
    expect(await renewals()).toHaveLength(6);
    expect(await breaker()).toMatchObject({ state: 'open', reason: 'the probe got no answer' });

    await world.clearFaults();
    await world.advanceTo('2027-02-10T06:34:00Z');
    expect((await renewals()).slice(6)).toEqual(['succeeded', 'succeeded']);
    expect(await breaker()).toMatchObject({ state: 'closed', until: null, reason: null });
    expect(await told()).toEqual([
      'breaker.opened',
      'breaker.half_open',
      'breaker.opened',
      'breaker.half_open',
      'breaker.closed',
    ]);

    // What was never answered is charged again a day later, once it is known that no money moved.
    await world.advanceTo('2027-02-12T00:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: 2 * SUBSCRIBERS }, () => 'paid'));
    await proveTheEnd(world);
  });

  it('holds up its own charges only: those of another merchant go on', async () => {
    other = await World.begin(engine, '2027-01-10T06:00:00Z');
    await other.subscriber();
    await world.advanceTo('2027-02-10T06:10:00Z');
    expect(await renewals()).toHaveLength(5);
    await other.advanceTo('2027-02-10T06:10:00Z');
    expect(await invoiceStatuses(other)).toEqual(['paid', 'paid']);
  });
});
