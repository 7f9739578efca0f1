import type { World } from '../../support/world.js';
import { assertAuditFindsNothing } from './audit.js';
import { balance, balanceEntries, books, minor, refunds, truth } from './books.js';

/** The end of every story: the books are right, and they stay as they are. */
export async function proveTheEnd(world: World): Promise<void> {
  await world.rest();
  await assertBooksEqualTruth(world);
  await assertLedgerBalances(world);
  await assertPeriodsTile(world);
  await assertAuditFindsNothing(world);
  await assertNothingMoreHappens(world);
  expect(world.engine.errors).toEqual([]);
}

/** Every movement of money is booked once, and nothing is booked that did not move. */
export async function assertBooksEqualTruth(world: World): Promise<void> {
  const { charges, ...twice } = await truth(world);
  const { invoices, attempts } = await books(world);
  const booked = attempts.filter(({ status }) => status === 'succeeded');
  expect(booked.map((a) => [a.order_no, a.currency, a.amount]).sort()).toEqual(
    // What a bank only holds, or has let go, is no movement.
    charges
      .map((c) => [c.order_no, c.currency, minor(c.captured)] as const)
      .filter(([, , captured]) => captured > 0n)
      .sort(),
  );
  expect(twice).toMatchObject({ sessions_charged_more_than_once: [], order_nos_charged_more_than_once: [] });
  for (const invoice of invoices) {
    const kept = booked.filter((attempt) => attempt.invoice_id === invoice.id && !attempt.surplus);
    const due = invoice.total - invoice.applied - invoice.credited - invoice.outside;
    const expected = invoice.status === 'paid' && due > 0n ? [due] : [];
    expect({ number: invoice.number, kept: kept.map(({ amount }) => amount) }).toEqual({
      number: invoice.number,
      kept: expected,
    });
  }
  await assertRefundsEqualTruth(world);
}

/** What went back is booked, of the payment that it went back of, and nothing else is. */
async function assertRefundsEqualTruth(world: World): Promise<void> {
  const given = (await refunds(world)).filter(({ status }) => status === 'succeeded');
  for (const { order_no, refunded } of (await truth(world)).charges) {
    const ours = given.filter((refund) => refund.order_no === order_no);
    expect({ order_no, refunded: ours.reduce((sum, { amount }) => sum + amount, 0n) }).toEqual({
      order_no,
      refunded: minor(refunded),
    });
  }
}

/** Double entry: in every posting, and against what the invoices and the platform say. */
export async function assertLedgerBalances(world: World): Promise<void> {
  const merchant = [world.merchant.id];
  const unbalanced = await world.engine.sql(
    `SELECT transaction_id FROM ledger_entries WHERE merchant_id = $1
     GROUP BY transaction_id, currency HAVING sum(debit_minor) <> sum(credit_minor) OR count(*) < 2`,
    merchant,
  );
  expect(unbalanced).toEqual([]);
  const postings = await world.engine.sql<{ successes: bigint; postings: bigint }>(
    `SELECT (SELECT count(*) FROM attempts WHERE merchant_id = $1 AND status = 'succeeded') AS successes,
            (SELECT count(*) FROM ledger_transactions WHERE merchant_id = $1 AND source LIKE 'attempt_%') AS postings`,
    merchant,
  );
  expect(postings[0]!.postings).toBe(postings[0]!.successes);
  const { invoices } = await books(world);
  const { charges } = await truth(world);
  const entries = await balanceEntries(world);
  for (const currency of new Set(invoices.map((invoice) => invoice.currency))) {
    const owed = invoices.filter((i) => i.currency === currency && i.status === 'open');
    const moved = charges.filter((charge) => charge.currency === currency);
    expect({
      currency,
      receivable: await balance(world, 'receivable', currency),
      outside: await balance(world, 'cash_outside', currency),
      cash: await balance(world, 'cash_at_gateway', currency),
      balances: await balance(world, 'customer_balance', currency),
    }).toEqual({
      currency,
      receivable: owed.reduce((sum, { total, applied, credited }) => sum + total - applied - credited, 0n),
      outside: invoices.reduce(
        (sum, i) => sum + (i.currency === currency && !i.settled ? i.outside : 0n),
        0n,
      ),
      cash: moved.reduce((sum, { captured, refunded }) => sum + minor(captured) - minor(refunded), 0n),
      balances: -entries.reduce((sum, e) => sum + (e.currency === currency ? e.amount : 0n), 0n),
    });
  }
}

/** Of every subscription the periods follow each other, or a break says why not; and invoices are numbered. */
export async function assertPeriodsTile(world: World): Promise<void> {
  const all = (await books(world)).invoices.filter(({ status }) => status !== 'draft');
  // A draft that was discarded never had one.
  for (const { number, status } of all)
    expect(`${number} ${status}`).toMatch(/^INV-\d{4}-\d{6} |^null void$/);
  const invoices = all.filter(({ period }) => period !== null);
  const breaks = await world.engine.sql<{ subscription: bigint; period: number; was: Date; starts: Date }>(
    `SELECT subscription_id AS subscription, period_index AS period, previous_end AS was, starts_at AS starts
     FROM period_breaks WHERE merchant_id = $1`,
    [world.merchant.id],
  );
  for (const [i, invoice] of invoices.entries()) {
    const before = invoices[i - 1];
    if (before?.subscription_id !== invoice.subscription_id) {
      expect(invoice.period).toBe(0);
      continue;
    }
    expect(invoice.period).toBe(before.period! + 1);
    const broken = breaks.find(
      ({ subscription, period }) => subscription === invoice.subscription_id && period === invoice.period,
    );
    expect([before.period_end, invoice.period_start]).toEqual(
      broken ? [broken.was, broken.starts] : [before.period_end, before.period_end],
    );
  }
}

/**
 * Nothing is left to do now; every webhook that ever arrived may arrive again; and time may go on until
 * the next period, or for more than a year where there is none: nothing changes.
 */
export async function assertNothingMoreHappens(world: World): Promise<void> {
  const before = await everything(world);
  await repeatWebhooks(world);
  expect(await world.round()).toBe(0);
  await world.advanceTo(await lastQuietMoment(world));
  expect(await world.round()).toBe(0);
  expect(await everything(world)).toEqual(before);
}

/** All that could be half done. */
export async function everything(world: World) {
  const merchant = [world.merchant.id];
  const rows = (sql: string) => world.engine.sql(sql, merchant);
  return {
    moved: (await truth(world)).charges,
    ...(await books(world)),
    refunds: await refunds(world),
    balances: await balanceEntries(world),
    subscriptions: await rows(
      `SELECT public_id, status, next_bill_at, card_id FROM subscriptions WHERE merchant_id = $1 ORDER BY id`,
    ),
    charges: await rows(
      `SELECT public_id, status, next_action_at, attempts_made FROM charges WHERE merchant_id = $1 ORDER BY id`,
    ),
    agreements: await rows(`SELECT status, cycles_used FROM agreements WHERE merchant_id = $1 ORDER BY id`),
    ledger: await rows(
      `SELECT source, source_id FROM ledger_transactions WHERE merchant_id = $1 ORDER BY id`,
    ),
    // That something still waits for its person is told for as long as it does.
    events: await rows(
      `SELECT type, data FROM events WHERE merchant_id = $1
         AND type NOT IN ('charge.case_waiting', 'subscription.still_quarantined') ORDER BY id`,
    ),
  };
}

interface Delivery {
  url: string;
  body: object;
  status: number | null;
}

async function repeatWebhooks(world: World): Promise<void> {
  const { deliveries } = await world.control<{ deliveries: Delivery[] }>('GET', '/control/webhooks');
  for (const { url, body } of deliveries.filter(({ status }) => status === 200)) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  }
}

async function lastQuietMoment(world: World): Promise<Date> {
  const [row] = await world.engine.sql<{ at: Date | null }>(
    `SELECT min(next_bill_at) AS at FROM subscriptions WHERE merchant_id = $1 AND quarantined_at IS NULL`,
    [world.merchant.id],
  );
  const now = (await world.now()).getTime();
  return new Date(row!.at === null ? now + 400 * 86_400_000 : Math.max(row!.at.getTime() - 1000, now + 1));
}
