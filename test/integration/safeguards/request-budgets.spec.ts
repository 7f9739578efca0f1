import { CHARGES_AT_ONCE } from '../../../src/domain/safeguards/request-budget.js';
import { CreateMerchant } from '../../../src/modules/merchants/index.js';
import { ForgetCalls } from '../../../src/modules/events/index.js';
import { RequestBudgets } from '../../../src/modules/safeguards/index.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import { InProcessEngine } from '../../support/in-process-engine.js';

const LIMIT = 90_000;
const FOR_CHARGES = LIMIT * 0.85;

let engine: InProcessEngine;

beforeAll(async () => {
  engine = await InProcessEngine.start();
});
afterAll(() => engine.stop());

/** Without a test clock, as in production: the budget's day is the real one. */
async function merchantId(): Promise<bigint> {
  const { id } = await engine.get(CreateMerchant).execute({
    name: 'Gulf Fitness',
    mode: 'sandbox',
    timeZone: 'Asia/Kuwait',
    ottuBaseUrl: 'http://127.0.0.1:9',
    isSimulator: true,
    credentials: { kind: 'api_key', apiKey: 'a-key' },
    hmacKey: 'an-hmac-key',
    routing: { KWD: 'credit-card' },
  });
  await engine.sql(`UPDATE merchants SET safeguards = jsonb_build_object('requestsPerDay', $2::int) WHERE id = $1`, [id, LIMIT]); // prettier-ignore
  return id;
}

async function waits(id: bigint): Promise<boolean> {
  const [row] = await engine.sql<{ waits: boolean }>(
    `SELECT charges_wait_until IS NOT NULL AS waits FROM request_budgets WHERE merchant_id = $1`,
    [id],
  );
  return row!.waits;
}

describe('The budget of requests', () => {
  it('lets charges go while requests for them are in hand, though the day has no more to set aside', async () => {
    const id = await merchantId();
    const budgets = engine.get(RequestBudgets);
    const now = engine.get(Clock).now();
    const promised = () => {
      let n = 0;
      while (budgets.promiseCharge(id, now)) n++;
      return n;
    };
    expect(budgets.isRunningLow(id)).toBe(true);
    expect(await budgets.refillCharges(id, now)).toBe(true);
    expect(budgets.isRunningLow(id)).toBe(false);
    expect(budgets.promiseCharge(id, now)).toBe(true);
    expect(budgets.isRunningLow(id)).toBe(true);
    // Other workers take all the rest of what the day has for charges.
    await engine.sql(`UPDATE request_budgets SET charge = $2 WHERE merchant_id = $1`, [id, FOR_CHARGES]);

    expect(await budgets.refillCharges(id, now)).toBe(true);
    expect(await waits(id)).toBe(false);
    expect(promised()).toBe(CHARGES_AT_ONCE - 1);
    expect(await budgets.refillCharges(id, now)).toBe(false);
    expect(await waits(id)).toBe(true);
    expect(promised()).toBe(0);
  });
});

describe('The log of requests', () => {
  it('keeps 90 days of every merchant, and forgets what is older, however much it is', async () => {
    const ids = [await merchantId(), await merchantId()];
    const log = (id: bigint, age: string, lines: number) =>
      engine.sql(
        `INSERT INTO gateway_calls (merchant_id, endpoint, outcome, duration_ms, started_at)
         SELECT $1, 'retrieve', 'found', 5, now() - $2::interval FROM generate_series(1, $3)`,
        [id, age, lines],
      );
    for (const id of ids) {
      await log(id, '91 days', 1_500);
      await log(id, '89 days', 2);
    }
    const forget = () => engine.get(ForgetCalls).execute();
    expect([await forget(), await forget(), await forget()]).toEqual([2_000, 1_000, 0]);
    const left = await engine.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM gateway_calls WHERE merchant_id = ANY ($1) GROUP BY merchant_id`,
      [ids],
    );
    expect(left).toEqual([{ count: 2 }, { count: 2 }]);
  });
});
