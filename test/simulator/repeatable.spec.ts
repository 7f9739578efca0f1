import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk, KEY } from './support.js';

const request = (order: string) => ({
  type: 'e_commerce',
  amount: '9.5',
  currency_code: 'KWD',
  pg_codes: ['credit-card'],
  payment_type: 'auto_debit',
  customer_id: 'c1',
  order_no: order,
  agreement: { id: 'A1', type: 'unscheduled', frequency: 'irregular' },
});

/** One and the same run; answers every byte that was answered. */
async function run(seed: string): Promise<string> {
  const desk = await Desk.open({ seed, publicUrl: 'http://simulator.test' });
  const said: string[] = [];
  const call = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const headers = { ...KEY, 'content-type': 'application/json' };
    const answer = await fetch(desk.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    said.push(`${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const action = { type: 'error_before', status: 500 };
  await call('POST', '/control/faults', {
    match: { endpoint: 'auto_debit' },
    action,
    times: null,
    probability: 0.5,
  });
  const first = await call('POST', '/b/checkout/v1/pymt-txn/', request('o-0'));
  await desk.pay(first.session_id);
  const [{ token }] = await call('POST', '/b/pbl/v2/card/', { type: 'sandbox', customer_id: 'c1' });
  for (let i = 1; i <= 8; i++) {
    const { session_id } = await call('POST', '/b/checkout/v1/pymt-txn/', request(`o-${i}`));
    await call('POST', '/b/pbl/v2/auto-debit/', { session_id, token });
    await call('POST', '/control/clock', { advance_seconds: 86_400 });
  }
  await call('GET', '/truth');
  await call('GET', '/control/state');
  await desk.close();
  return said.join('\n');
}

describe('a seed', () => {
  it('repeats a run to the byte', async () => {
    const [first, second, other] = [await run('7'), await run('7'), await run('8')];
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('is not disturbed by a fault: the ids that follow are the same', async () => {
    const ids = [];
    for (const disturbed of [false, true]) {
      const desk = await Desk.open({ seed: 'same' });
      if (disturbed)
        await desk.fault({ match: {}, action: { type: 'delay', ms: 1 }, probability: 0.5, times: null });
      ids.push([await desk.session(), await desk.session()].map((one) => one.session_id));
      await desk.close();
    }
    expect(ids[1]).toEqual(ids[0]);
  });
});

describe('the clock', () => {
  it('makes everything happen in order on the way, each at its own moment', async () => {
    const desk = await Desk.open();
    const token = await desk.firstPayment('4000002760003184');
    const late = await desk.charge(token);
    const { session_id } = await desk.session({ expiration_time: '00:04:00' });
    const moved = await desk.advance(3 * 86_400);
    expect(moved.body).toMatchObject({ now: '2026-02-03T09:00:00.000Z', frozen: true });
    expect(moved.body.ran).toBeGreaterThanOrEqual(2);
    const [, charge] = (await desk.truth()).charges;
    expect([charge.session_id, charge.at]).toEqual([late.session_id, '2026-01-31T09:05:00.000Z']);
    expect(await desk.state(session_id)).toBe('expired');
    const behind = await desk.post('/control/clock', { at_least: '2026-02-01T00:00:00Z' });
    expect(behind.body).toMatchObject({ now: '2026-02-03T09:00:00.000Z', ran: 0 });
    const running = await desk.post('/control/clock', { frozen: false, now: '2026-02-04T00:00:00Z' });
    expect(running.body.now.slice(0, 10)).toBe('2026-02-04');
    await desk.close();
  });
});

describe('a data directory', () => {
  let dataDir: string;
  beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'simulator-'))));
  afterEach(() => rm(dataDir, { recursive: true }));

  it('keeps cards, money, settings and clock across a stop and across a kill', async () => {
    const first = await Desk.open({ dataDir, seed: 'kept' });
    await first.settings({ hmac_key: 'another' });
    const token = await first.firstPayment('4000002760003184');
    const charge = await first.charge(token);
    // Nothing is closed: what the files say now is what a kill -9 leaves behind.
    await writeFile(
      join(dataDir, 'journal.jsonl'),
      `${await readFile(join(dataDir, 'journal.jsonl'), 'utf8')}[["sessions","torn`,
    );
    const second = await Desk.open({ dataDir, seed: undefined, startTime: undefined, frozen: undefined });
    expect((await second.get('/control/merchant')).body.hmac_key).toBe('another');
    expect((await second.get('/control/clock')).body).toMatchObject({
      now: '2026-01-31T09:00:00.000Z',
      frozen: true,
    });
    expect((await second.truth()).charges).toHaveLength(1);
    await second.advance(300);
    expect(await second.state(charge.session_id)).toBe('paid');
    const again = await second.session();
    expect((await first.get(`/b/checkout/v1/pymt-txn/${again.session_id}`)).status).toBe(404);
    await second.close();
    const third = await Desk.open({ dataDir, seed: undefined });
    expect((await third.truth()).charges).toHaveLength(2);
    await third.post('/control/reset', {});
    expect((await third.truth()).charges).toHaveLength(0);
    expect((await third.get('/control/merchant')).body.hmac_key).toBe('sim_ottu_hmac_key');
    await third.close();
    await first.close();
  });
});
