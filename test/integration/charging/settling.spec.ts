import fc from 'fast-check';
import { money } from '../../../src/domain/money/money.js';
import type { PaymentReading } from '../../../src/gateway/payment-gateway.js';
import {
  type Attempt,
  AttemptsRepository,
  type GatewayOutcome,
  SettleCharge,
} from '../../../src/modules/charges/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

type Kind = GatewayOutcome['kind'];

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
const STATES = ['prepared', 'sent', 'unknown', 'fenced', 'authorized', 'manual', 'declined', 'rejected', 'abandoned'] as const; // prettier-ignore
/** What may be learnt, in any order and any number; a success is as likely as all else together. */
const anyNews = fc.array(fc.oneof(fc.constant<Kind>('succeeded'), fc.constantFrom(...NEGATIVE)), {
  minLength: 1,
  maxLength: 6,
});

const TOLD_LATE = `SELECT count(*) FROM events WHERE type = 'attempt.late_doubt'`;

interface Standing {
  attempt: string;
  surplus: boolean;
  charge: string;
  invoice: string;
  subscription: string;
  postings: bigint;
}

describe('settling one attempt', () => {
  let engine: InProcessEngine;
  let world: World;
  let template: bigint;
  let nextPeriod = 100;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const [row] = await engine.sql<{ id: bigint }>(
      `SELECT max(id) AS id FROM attempts WHERE status = 'unknown'`,
    );
    template = row!.id;
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  /** An invoice of its own with a charge and an attempt in the given state, copied from one that was really sent. */
  async function attemptThatIs(status: (typeof STATES)[number]): Promise<Attempt> {
    await engine.sql(
      `UPDATE subscriptions SET status = 'active', cancel_requested_at = NULL, canceled_at = NULL, ended_at = NULL`,
    );
    await engine.sql(`UPDATE cards SET status = 'active', refused_reason = NULL`);
    const invoice = await copy(
      'invoices',
      { period_index: String(nextPeriod++), number: 'NULL' },
      `SELECT invoice_id FROM attempts WHERE id = ${template}`,
    );
    const isOver = ['declined', 'rejected', 'abandoned'].includes(status);
    const chargeStatus = status === 'manual' ? 'blocked' : isOver ? 'canceled' : 'processing';
    const charge = await copy(
      'charges',
      { invoice_id: String(invoice), status: `'${chargeStatus}'` },
      `SELECT charge_id FROM attempts WHERE id = ${template}`,
    );
    const id = await copy(
      'attempts',
      {
        invoice_id: String(invoice),
        charge_id: String(charge),
        status: `'${status}'`,
        order_no: 'gen_random_uuid()::text',
        session_id: `md5(random()::text) || '00000000'`,
        resolved_at: isOver ? 'now()' : 'NULL',
        fenced_at: status === 'fenced' ? 'now()' : 'NULL',
        ...(status === 'authorized' && {
          authorized_at: 'now()',
          hold_until: `now() + interval '7 days'`,
          next_check_at: 'now()',
        }),
      },
      String(template),
    );
    return engine
      .get(UnitOfWork)
      .read(async (tx) => (await engine.get(AttemptsRepository).findById(tx, world.merchant.id, id))!);
  }

  async function copy(table: string, changes: Record<string, string>, source: string): Promise<bigint> {
    const columns = await engine.sql<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO'`,
      [table],
    );
    const fresh: Record<string, string> = { public_id: 'gen_random_uuid()::text', ...changes };
    const names = columns.map(({ name }) => name);
    const [row] = await engine.sql<{ id: bigint }>(
      `INSERT INTO ${table} (${names.join()}) SELECT ${names.map((name) => fresh[name] ?? name).join()}
       FROM ${table} WHERE id = (${source}) RETURNING id`,
    );
    return row!.id;
  }

  function outcome(kind: Kind, attempt: Attempt): GatewayOutcome {
    const reason = 'told by the test';
    switch (kind) {
      case 'succeeded':
        return { kind, payment: paymentOf(attempt) };
      case 'declined':
        return { kind, decline: { class: 'soft', code: '05', message: reason } };
      case 'authorized':
        return { kind, payment: paymentOf(attempt) };
      case 'refused':
        return { kind, message: reason };
      case 'unknown':
        return { kind, trouble: { code: 'timeout', message: reason, httpStatus: null } };
      case 'fenced':
        return { kind, reason, checkAgainAt: new Date('2027-02-10T08:00:00Z') };
      case 'unsent':
      case 'unpaid':
      case 'resolved_unpaid':
      case 'to_human':
      case 'late_doubt':
        return { kind, reason };
    }
  }

  function paymentOf(attempt: Attempt): PaymentReading {
    return {
      sessionId: attempt.sessionId!,
      orderNo: attempt.orderNo,
      state: 'paid',
      result: 'success',
      amount: money(attempt.amountMinor, attempt.currency),
      referenceNumber: 'REF1',
      gatewayCustomerId: null,
      agreementId: null,
      card: null,
      decline: null,
      checkoutUrl: null,
    };
  }

  const settle = (attempt: Attempt, kind: Kind) =>
    engine.get(SettleCharge).execute(attempt, outcome(kind, attempt), 'look');

  async function standing({ id }: Attempt): Promise<Standing> {
    const [row] = await engine.sql<Standing>(
      `SELECT a.status AS attempt, a.surplus, c.status AS charge, i.status AS invoice, s.status AS subscription,
         (SELECT count(*) FROM ledger_transactions t WHERE t.source LIKE 'attempt_%' AND t.source_id = a.id) AS postings
       FROM attempts a JOIN charges c ON c.id = a.charge_id JOIN invoices i ON i.id = a.invoice_id
       JOIN subscriptions s ON s.id = a.subscription_id WHERE a.id = $1`,
      [id],
    );
    return row!;
  }

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

  it('as kept from being sent by an earlier session is tried again, and after a week a person’s', async () => {
    const obstructed = async (days: number) => {
      const attempt = await attemptThatIs('prepared');
      const since = `prepared_at = prepared_at - make_interval(days => $2)`;
      await engine.sql(`UPDATE attempts SET ${since} WHERE id = $1`, [attempt.id, days]);
      const outcome = {
        kind: 'unsent',
        reason: 'an earlier session could not be read',
        isObstructed: true,
      } as const;
      await engine.get(SettleCharge).execute(attempt, outcome, 'answer');
      return (await standing(attempt)).charge;
    };
    expect(await obstructed(6)).toBe('scheduled');
    expect(await obstructed(7)).toBe('blocked');
  });

  it('as unpaid goes to a person when other money came late, unless another attempt is under way', async () => {
    const free = await attemptThatIs('declined');
    await settle(free, 'late_doubt');
    expect(await standing(free)).toMatchObject({ attempt: 'manual', charge: 'canceled' });
    const late = await attemptThatIs('declined');
    const other = { n: '77', status: `'unknown'`, order_no: 'gen_random_uuid()::text' };
    await copy(
      'attempts',
      { ...other, session_id: 'NULL', public_id: 'gen_random_uuid()::text' },
      String(late.id),
    );
    const [before] = await engine.sql<{ count: bigint }>(TOLD_LATE);
    for (const time of [1, 2]) {
      await settle(late, 'late_doubt');
      expect([time, (await standing(late)).attempt]).toEqual([time, 'declined']);
    }
    const [after] = await engine.sql<{ count: bigint }>(TOLD_LATE);
    expect(after!.count - before!.count).toBe(1n);
  });

  it.each(['unknown', 'fenced', 'to_human'] as const)(
    'as "%s" holds nothing against the customer: no decline, no dunning',
    async (kind) => {
      const attempt = await attemptThatIs('sent');
      await settle(attempt, kind);
      const { subscription } = await standing(attempt);
      expect(subscription).toBe('active');
      const [charge] = await engine.sql<object>(
        `SELECT first_declined_at, ladder, retries_used FROM charges WHERE id = $1`,
        [attempt.chargeId],
      );
      expect(charge).toEqual({ first_declined_at: null, ladder: null, retries_used: 0 });
    },
  );
});
