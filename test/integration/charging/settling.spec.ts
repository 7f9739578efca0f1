import fc from 'fast-check';
import { type Kind, SettlingBench, STATES } from './settling-bench.js';

const NEGATIVE: Kind[] = [
  'authorized',
  'declined',
  'refused',
  'unsent',
  'unpaid',
  'resolved_unpaid',
  'unknown',
  'fenced',
  'to_human',
  'late_doubt',
];
/** What may be learnt, in any order and any number; a success is as likely as all else together. */
const anyNews = fc.array(fc.oneof(fc.constant<Kind>('succeeded'), fc.constantFrom(...NEGATIVE)), {
  minLength: 1,
  maxLength: 6,
});

describe('settling one attempt', () => {
  let bench: SettlingBench;
  let engine: SettlingBench['engine'];

  beforeAll(async () => {
    bench = await SettlingBench.start();
    ({ engine } = bench);
  });
  afterAll(() => bench.stop());

  const attemptThatIs: SettlingBench['attemptThatIs'] = (status) => bench.attemptThatIs(status);
  const settle: SettlingBench['settle'] = (attempt, kind) => bench.settle(attempt, kind);
  const standing: SettlingBench['standing'] = (attempt) => bench.standing(attempt);

  const PAID = { attempt: 'succeeded', surplus: false, charge: 'succeeded', invoice: 'paid', postings: 1n };

  it('ends as succeeded, booked once, whenever a success is among the news, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...STATES), anyNews, async (state, news) => {
        const attempt = await attemptThatIs(state);
        for (const kind of news) await settle(attempt, kind);
        const end = await standing(attempt);
        if (news.includes('succeeded')) expect(end).toMatchObject(PAID);
        else expect(end).toMatchObject({ invoice: 'open', postings: 0n });
      }),
      { numRuns: 60 },
    );
  });

  it('ends the same when all the news come at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('sent', 'unknown', 'fenced'), anyNews, async (state, news) => {
        const attempt = await attemptThatIs(state);
        await Promise.all([...news, 'succeeded' as const].map((kind) => settle(attempt, kind)));
        expect(await standing(attempt)).toMatchObject(PAID);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['declined', 'succeeded'],
    ['succeeded', 'declined'],
  ] as const)('leaves no dunning behind when "%s" and "%s" come at once', async (...news) => {
    const attempt = await attemptThatIs('sent');
    await engine.sql(`UPDATE charges SET first_declined_at = NULL WHERE id <> $1`, [attempt.chargeId]);
    await Promise.all(news.map((kind) => settle(attempt, kind)));
    expect(await standing(attempt)).toMatchObject({ ...PAID, subscription: 'active' });
  });

  it.each(NEGATIVE)('once succeeded is not moved by a late "%s"', async (kind) => {
    const attempt = await attemptThatIs('sent');
    await settle(attempt, 'succeeded');
    const before = await standing(attempt);
    await settle(attempt, kind);
    await settle(attempt, 'succeeded');
    expect(await standing(attempt)).toEqual(before);
  });

  it('late closes the page that its customer opened since, though the charge waited for just that customer', async () => {
    const late = await attemptThatIs('declined');
    await engine.sql(`UPDATE charges SET status = 'awaiting_customer' WHERE id = $1`, [late.chargeId]);
    const page = {
      n: '77',
      kind: `'cit'`,
      status: `'ready'`,
      order_no: 'gen_random_uuid()::text',
      session_id: `md5(random()::text) || '00000000'`,
      card_id: 'NULL',
      sent_at: 'NULL',
      resolved_at: 'NULL',
      expires_at: `'2027-02-11T00:00:00Z'`,
      next_check_at: `'2027-02-11T00:00:00Z'`,
    };
    const id = await bench.copy('attempts', page, String(late.id));
    await settle(late, 'succeeded');
    expect(await standing(late)).toMatchObject(PAID);
    const isOver = `expires_at < '2027-02-10T07:00:00Z' AND next_check_at = expires_at`;
    expect(await engine.sql(`SELECT ${isOver} AS over FROM attempts WHERE id = $1`, [id])).toEqual([
      { over: true },
    ]);
  });

  it('that would break a law of the books stops the charging of its merchant, and changes nothing', async () => {
    const attempt = await attemptThatIs('sent');
    const before = await standing(attempt);
    const posted = `SELECT max(id) FROM ledger_transactions WHERE source = 'attempt_succeeded'`;
    await bench.copy('ledger_transactions', { source_id: String(attempt.id) }, posted);
    const stops = () =>
      engine.sql<{ reason: string }>(
        `SELECT charging_stopped_reason AS reason FROM merchants WHERE charging_stopped_at IS NOT NULL`,
      );
    expect(await stops()).toEqual([]);
    await expect(settle(attempt, 'succeeded')).rejects.toThrow('ledger_transactions_source');
    expect(await stops()).toEqual([{ reason: expect.stringContaining('ledger_transactions_source') }]);
    expect(await standing(attempt)).toEqual({ ...before, postings: 1n });
  });

  it.each([
    ['paid', "SET status = 'paid', paid_at = now(), amount_paid_minor = total_minor"],
    ['void', "SET status = 'void'"],
  ])('of an invoice that is %s puts the money aside as surplus', async (status, change) => {
    const attempt = await attemptThatIs('abandoned');
    await engine.sql(`UPDATE invoices ${change} WHERE id = $1`, [attempt.invoiceId]);
    await settle(attempt, 'succeeded');
    expect(await standing(attempt)).toMatchObject({
      attempt: 'succeeded',
      surplus: true,
      invoice: status,
      charge: 'canceled',
      postings: 1n,
    });
  });
});
