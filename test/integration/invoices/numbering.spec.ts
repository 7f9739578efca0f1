import { NumberInvoices } from '../../../src/modules/invoices/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

const MANY = 500;
const AT_ONCE = 20;

describe('invoice numbers', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
  });
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  /** Finalized and without a number, as the biller leaves them. */
  async function issue(count: number, finalizedAt: string): Promise<void> {
    await engine.sql(
      `INSERT INTO invoices (merchant_id, public_id, subscription_id, customer_id, period_index, period_start,
         period_end, status, currency, subtotal_minor, total_minor, created_at, finalized_at)
       SELECT merchant_id, gen_random_uuid()::text, subscription_id, customer_id, next.first + n, period_start,
         period_end, 'open', currency, subtotal_minor, total_minor, $3::timestamptz, $3::timestamptz
       FROM invoices,
         (SELECT max(period_index) AS first FROM invoices WHERE merchant_id = $1) next,
         generate_series(1, $2::integer) n
       WHERE merchant_id = $1 AND period_index = 0`,
      [world.merchant.id, count, finalizedAt],
    );
  }

  async function numberAll(): Promise<number> {
    const numberers = Array.from({ length: AT_ONCE }, () => engine.get(NumberInvoices).execute());
    return (await Promise.all(numberers)).reduce((sum, n) => sum + n, 0);
  }

  /** In the order in which the invoices were made. */
  async function numbers(): Promise<(string | null)[]> {
    const rows = await engine.sql<{ number: string | null }>(
      `SELECT number FROM invoices WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );
    return rows.map(({ number }) => number);
  }

  const series = (year: number, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `INV-${year}-${String(from + i).padStart(6, '0')}`);

  it(`have no gap and no double when ${AT_ONCE} numberers work on ${MANY} invoices at once`, async () => {
    await issue(MANY, '2027-03-01T00:00:00Z');
    let given = 0;
    for (let round = 0; round < 10 && given < MANY; round++) given += await numberAll();
    expect(given).toBe(MANY);
    expect(await numbers()).toEqual(series(2027, 1, MANY + 1));
  });

  it('have no gap while drafts are finalized and discarded, and open invoices voided, all at the same time', async () => {
    const price = await world.createPrice({ interval: 'week' });
    for (let i = 0; i < 12; i++) {
      const customer = await world.createCustomer();
      const body = { customer: customer.id, items: [{ price }], invoice_review_hours: i < 9 ? 24 : 0 };
      await world.payOnPage(await world.post('/v1/subscriptions', body));
    }
    await world.rest();
    const merchantId = world.merchant.id;
    await engine.sql(`UPDATE merchants SET charging_stopped_at = now() WHERE id = $1`, [merchantId]);
    await world.advanceTo('2027-01-17T06:00:00Z');
    const { data } = await world.get<{ data: { id: string; status: string }[] }>('/v1/invoices?limit=100');
    const drafts = data.filter(({ status }) => status === 'draft').map(({ id }) => id);
    const open = data.filter(({ status }) => status === 'open').map(({ id }) => id);
    expect([drafts.length, open.length]).toEqual([9, 3]);
    const call = async (id: string, what: string, body?: object) =>
      (await world.call('POST', `/v1/invoices/${id}/${what}`, body)).status;
    const answers = await Promise.all([
      ...drafts.slice(0, 5).flatMap((id) => [call(id, 'finalize'), call(id, 'finalize')]),
      ...drafts.slice(4, 7).map((id) => call(id, 'void', { reason: 'not wanted' })),
      ...open.map((id) => call(id, 'void', { reason: 'not wanted' })),
      numberAll(),
      numberAll(),
    ]);
    // Of the one that was asked both, either comes first; each of the others is done once.
    expect(answers.slice(0, 8).sort()).toEqual([200, 200, 200, 200, 409, 409, 409, 409]);
    await world.advanceTo('2027-01-18T06:00:00Z');
    await numberAll();
    const rows = await engine.sql<{ number: string | null; is_final: boolean }>(
      `SELECT number, finalized_at IS NOT NULL AS is_final FROM invoices WHERE merchant_id = $1`,
      [merchantId],
    );
    expect(rows.filter(({ number, is_final }) => (number === null) === is_final)).toEqual([]);
    const given = rows.flatMap(({ number }) => (number === null ? [] : [number])).sort();
    expect(given).toEqual(series(2027, 1, given.length));
    expect(rows.filter(({ number }) => number === null).length).toBeGreaterThanOrEqual(2);
  });

  it('begin anew with the year in the merchant’s own zone', async () => {
    // In Kuwait it is 1 January already.
    await issue(2, '2027-12-31T20:59:59Z');
    await issue(2, '2027-12-31T21:00:00Z');
    await numberAll();
    expect(await numbers()).toEqual([...series(2027, 1, 3), ...series(2028, 1, 2)]);
  });

  it('of one merchant do not depend on another’s', async () => {
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    await other.subscriber();
    await issue(3, '2027-03-01T00:00:00Z');
    await numberAll();
    expect(await numbers()).toEqual(series(2027, 1, 4));
    await other.end();
  });

  it('are given to finalized invoices only, and once', async () => {
    await issue(2, '2027-03-01T00:00:00Z');
    await engine.sql(
      `UPDATE invoices SET finalized_at = NULL, status = 'draft'
       WHERE id = (SELECT max(id) FROM invoices WHERE merchant_id = $1)`,
      [world.merchant.id],
    );
    await numberAll();
    await numberAll();
    expect(await numbers()).toEqual([...series(2027, 1, 2), null]);
  });
});
