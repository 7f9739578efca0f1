import { type GatewayAccount, PaymentGateway } from '../../../src/gateway/payment-gateway.js';
import { CreateMerchant, MerchantAccounts, type Merchant } from '../../../src/modules/merchants/index.js';
import { RequestBudgets } from '../../../src/modules/safeguards/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { books } from '../../scenarios/support/books.js';

const LIMIT = 500;
const about = (orderNo: string) => ({ orderNo, createdAt: null });

describe('several workers on one database', () => {
  let engines: InProcessEngine[];
  const worlds: World[] = [];

  beforeAll(async () => {
    const one = await InProcessEngine.start();
    const others = [1, 2].map(() => InProcessEngine.start({ databaseUrl: one.databaseUrl }));
    engines = [one, ...(await Promise.all(others))];
  });
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.end();
  });
  afterAll(async () => {
    for (const engine of engines.reverse()) await engine.stop();
  });

  /** Without a test clock, as in production: the budget's day is the real one. */
  async function merchant(): Promise<{ merchant: Merchant; account: GatewayAccount }> {
    const made = await engines[0]!.get(CreateMerchant).execute({
      name: 'Gulf Fitness',
      mode: 'sandbox',
      timeZone: 'Asia/Kuwait',
      ottuBaseUrl: 'http://127.0.0.1:9',
      isSimulator: true,
      credentials: { kind: 'api_key', apiKey: 'a-key' },
      hmacKey: 'an-hmac-key',
      routing: { KWD: 'credit-card' },
    });
    await engines[0]!.sql(`UPDATE merchants SET safeguards = jsonb_build_object('requestsPerDay', $2::int) WHERE id = $1`, [made.id, LIMIT]); // prettier-ignore
    return { merchant: made, account: engines[0]!.get(MerchantAccounts).accountOf(made) };
  }

  async function rowOf({ id }: Merchant) {
    const rows = await engines[0]!.sql<{ used: number; charge: number; inquiry: number; user: string }>(
      `SELECT interactive + inquiry + charge + housekeeping AS used, charge, inquiry, api_user AS user
       FROM request_budgets WHERE merchant_id = $1`,
      [id],
    );
    expect(rows).toHaveLength(1);
    return rows[0]!;
  }

  it('never have more requests of a day than Ottu allows, and each class no more than its part', async () => {
    const { merchant: mine, account } = await merchant();
    const ask = async (callClass: 'interactive' | 'inquiry' | 'housekeeping') => {
      const answers = await Promise.all(
        engines.flatMap((engine) =>
          Array.from({ length: LIMIT / 2 }, () => engine.get(RequestBudgets).take(account, callClass)),
        ),
      );
      return answers.filter((answer) => answer === null).length;
    };
    expect(await ask('housekeeping')).toBe(350);
    expect(await ask('inquiry')).toBe(140);
    expect(await ask('interactive')).toBe(10);
    expect(await ask('interactive')).toBe(0);
    expect(await rowOf(mine)).toMatchObject({ used: LIMIT });
    const told = await engines[0]!.sql(
      `SELECT data->>'call_class' AS class, count(*)::int AS n FROM events
       WHERE merchant_id = $1 AND type = 'budget.exhausted' GROUP BY 1 ORDER BY 1`,
      [mine.id],
    );
    // Once a class, however many workers found it empty.
    expect(told).toEqual(['housekeeping', 'inquiry', 'interactive'].map((name) => ({ class: name, n: 1 })));
  });

  it('promise no charge that could not be made to its end', async () => {
    const { merchant: mine, account } = await merchant();
    const now = new Date();
    const promised = await Promise.all(
      engines.map(async (engine) => {
        const budgets = engine.get(RequestBudgets);
        let n = 0;
        while (budgets.promiseCharge(mine.id, now) || (await budgets.refillCharges(mine.id, now))) n++;
        return n;
      }),
    );
    expect(promised.every((n) => n > 0)).toBe(true);
    const row = await rowOf(mine);
    expect(row.charge).toBe(424);
    // Others take all that is left of the day; what was promised is there all the same.
    while ((await engines[0]!.get(RequestBudgets).take(account, 'interactive')) === null);
    expect((await rowOf(mine)).used).toBe(LIMIT);
    const made = await Promise.all(
      engines.map(async (engine) => {
        let n = 0;
        while ((await engine.get(RequestBudgets).takeForCharge(account)) === null) n++;
        return n;
      }),
    );
    expect(made.reduce((sum, n) => sum + n)).toBe(row.charge);
  });

  it('make 25 inquiries a minute among them', async () => {
    const { account } = await merchant();
    const answers = await Promise.all(
      engines.flatMap((engine, e) =>
        Array.from({ length: 20 }, (_, i) =>
          engine.get(RequestBudgets).takeInquiry(account, about(`${e}-${i}`)),
        ),
      ),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(25);
    const waits = answers.flatMap((answer) => answer?.retryAfterSeconds ?? []);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
    expect(Math.min(...waits)).toBeGreaterThan(30);
    const told = `SELECT data->>'inquiries_per_minute' AS most FROM events
      WHERE merchant_id = $1 AND type = 'budget.inquiries_full'`;
    expect(await engines[0]!.sql(told, [account.merchantId])).toEqual([{ most: '25' }]);
  });

  it('make one inquiry about one payment among them, whatever each of them wants to know of it', async () => {
    const { account } = await merchant();
    const take = () =>
      engines.map((engine) => engine.get(RequestBudgets).takeInquiry(account, about('r1-one')));
    const answers = await Promise.all([...take(), ...take()]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    for (const wait of answers.flatMap((answer) => answer?.retryAfterSeconds ?? []))
      expect(Math.abs(wait - 30.5 * 60)).toBeLessThan(10);
    // What is only guessed at is refused as well, and counts when there is such a payment.
    const [guess, other] = ['r1-one', 'r1-two'].map((orderNo) => ({
      ...about(orderNo),
      isGuess: true as const,
    }));
    const [budget] = engines.map((engine) => engine.get(RequestBudgets));
    expect(await budget!.takeInquiry(account, guess!)).toMatchObject({ kind: 'rate_limited' });
    expect(await budget!.takeInquiry(account, other!)).toBeNull();
    expect(await budget!.takeInquiry(account, other!)).toBeNull();
    await budget!.countInquiry(account, other!);
    expect(await budget!.takeInquiry(account, other!)).toMatchObject({ kind: 'rate_limited' });
  });

  it('send not one byte of a call that has no budget, whatever the call', async () => {
    const { merchant: mine, account } = await merchant();
    while ((await engines[0]!.get(RequestBudgets).take(account, 'interactive')) === null);
    const gateway = engines[1]!.get(PaymentGateway);
    const session = 'a'.repeat(40);
    const amount = { minor: 9500n, currency: 'KWD' };
    const request = { amount, orderNo: 'r1-x-1', purpose: 'charge_saved_card' } as never;
    const expected = { orderNo: 'r1-x-1', sessionId: session, amount };
    const answers = await Promise.all([
      gateway.createSession(account, request),
      gateway.chargeToken(account, { sessionId: session, token: 'token', sendBeforeMs: Infinity, expected }),
      gateway.retrieveSession(account, session),
      gateway.inquire(account, { sessionId: session }, { orderNo: 'r1-x-1', createdAt: null }),
      gateway.expireSession(account, { sessionId: session }, 'key'),
      gateway.listCards(account, { gatewayCustomerId: 'cus' }),
    ]);
    for (const answer of answers) {
      expect(answer).toEqual({
        kind: 'rate_limited',
        retryAfterSeconds: expect.any(Number),
        reason: expect.stringMatching(/^the requests to Ottu of \d{4}-\d\d-\d\d are used up$/),
      });
    }
    const calls = await engines[0]!.sql(`SELECT 1 FROM gateway_calls WHERE merchant_id = $1`, [mine.id]);
    expect(calls).toEqual([]);
  });

  it('cannot be led past the limit by the table itself', async () => {
    const { merchant: mine, account } = await merchant();
    await engines[0]!.get(RequestBudgets).take(account, 'interactive');
    const beyond = engines[0]!.sql(`UPDATE request_budgets SET charge = request_limit WHERE merchant_id = $1`, [mine.id]); // prettier-ignore
    await expect(beyond).rejects.toThrow('request_budgets_kept');
    expect((await rowOf(mine)).user).toMatch(/^api-key:[0-9a-f]{12}$/);
  });

  it('send one probe through a gateway that was silent, not one each', async () => {
    const world = await subscribers(6);
    await engines[0]!.sql(
      `INSERT INTO gateway_breakers (merchant_id, pg_code, state, until, reason, changed_at)
       VALUES ($1, 'credit-card', 'open', '2027-02-10T06:00:00Z', 'silence', '2027-02-10T05:45:00Z')`,
      [world.merchant.id],
    );
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' }, { times: null }); // prettier-ignore
    await world.jumpTo('2027-02-10T06:00:00Z');
    for (let round = 0; round < 5; round++) await Promise.all(engines.map((engine) => world.round(engine)));
    const { attempts } = await books(world);
    expect(attempts.filter(({ kind }) => kind === 'mit')).toHaveLength(1);
    const types = await engines[0]!.sql<{ type: string }>(
      `SELECT type FROM events WHERE merchant_id = $1 AND type LIKE 'breaker.%' ORDER BY id`,
      [world.merchant.id],
    );
    expect(types.map(({ type }) => type)).toEqual(['breaker.half_open', 'breaker.opened']);
  });

  it('begin no charge after one of them was told 429, also those that have requests in hand', async () => {
    const world = await subscribers(4);
    const [one, other] = engines as [InProcessEngine, InProcessEngine];
    await world.jumpTo('2027-02-10T05:59:00Z');
    await other.get(RequestBudgets).refillCharges(world.merchant.id, await world.now());
    const account = one.get(MerchantAccounts).accountOf(world.merchant);
    await one.get(RequestBudgets).wasRateLimited(account, 1800);
    await world.jumpTo('2027-02-10T06:00:00Z');
    const renewals = async () => (await books(world)).attempts.filter(({ kind }) => kind === 'mit');
    for (let round = 0; round < 3; round++) await Promise.all([world.round(one), world.round(other)]);
    expect(await renewals()).toEqual([]);
    await world.jumpTo('2027-02-10T06:29:00Z');
    for (let round = 0; round < 3; round++) await Promise.all([world.round(one), world.round(other)]);
    expect((await renewals()).map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'succeeded'),
    );
  });

  async function subscribers(count: number): Promise<World> {
    const world = await World.begin(engines[0]!, '2027-01-10T06:00:00Z');
    worlds.push(world);
    for (let n = 0; n < count; n++) await world.subscriber();
    return world;
  }
});
