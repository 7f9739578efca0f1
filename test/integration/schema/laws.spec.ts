import pg from 'pg';

import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { LawBook } from './support/law-book.js';

/**
 * What the database itself refuses, whatever the program above it believes. Each law is broken by plain SQL
 * on the rows of a subscription that was paid once and is renewed at this moment.
 */
describe('the database refuses', () => {
  let engine: InProcessEngine;
  let world: World;
  let db: pg.Client;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const trial = await world.createPrice({ trialDays: 7 });
    await world.subscribe(await world.createCustomer(), trial);
    db = new pg.Client({ connectionString: engine.databaseUrl });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await world.end();
    await engine.stop();
  });
  beforeEach(() => db.query('BEGIN'));
  afterEach(() => db.query('ROLLBACK'));

  const laws = new LawBook(() => db);
  const can = (sql: string) => laws.can(sql);
  const cannot = (sql: string, law: string | RegExp) => laws.cannot(sql, law);

  const copyOf = (table: string, changes: Record<string, string>, where?: string) =>
    laws.copyOf(table, changes, where);

  /** In nobody's way. */
  const free = {
    n: 'n + 100 + (random() * 1000000)::integer',
    order_no: `gen_random_uuid()::text`,
    session_id: `gen_random_uuid()::text`,
    status: `'declined'`,
  };
  const anotherAttempt = (status: string, surplus = false) =>
    copyOf('attempts', { ...free, status: `'${status}'`, surplus: String(surplus) });

  const OPEN = ['prepared', 'ready', 'sent', 'unknown', 'fenced', 'manual'];

  it.each(OPEN)('a second open attempt of an invoice beside one that is %s', async (status) => {
    await can(await anotherAttempt(status));
    for (const second of OPEN) await cannot(await anotherAttempt(second), 'attempts_one_open');
    await can(await anotherAttempt('declined'));
  });

  it('a second kept success of an invoice; a surplus one is possible', async () => {
    await can(await anotherAttempt('succeeded'));
    await cannot(await anotherAttempt('succeeded'), 'attempts_one_kept_success');
    await can(await anotherAttempt('succeeded', true));
  });

  it('an order number or a session that another attempt has', async () => {
    const n = { n: 'n + 100', session_id: 'NULL' };
    await cannot(await copyOf('attempts', { ...n, status: `'declined'` }), 'attempts_order_no');
    await cannot(await copyOf('attempts', { n: 'n + 100', order_no: `'another'` }), 'attempts_session');
  });

  it('an attempt on money without a card, or a sent one without a session', async () => {
    const nobodys = { ...free, card_id: 'NULL' };
    await cannot(await copyOf('attempts', nobodys, `kind = 'mit'`), /violates check constraint/);
    await can(await copyOf('attempts', free, `kind = 'mit'`));
    await cannot(
      `UPDATE attempts SET session_id = NULL WHERE status = 'succeeded'`,
      /violates check constraint/,
    );
    await cannot(`UPDATE attempts SET surplus = true WHERE status = 'declined'`, /violates check constraint/);
  });

  it('a second invoice for a period', async () => {
    const copy = { number: 'NULL' };
    await cannot(await copyOf('invoices', copy), 'invoices_one_per_period');
    await can(await copyOf('invoices', { ...copy, period_index: 'period_index + 1' }));
  });

  it('the same number on two invoices', async () => {
    await cannot(await copyOf('invoices', { period_index: 'period_index + 1' }), 'invoices_number');
  });

  it('an invoice that is paid without its money or its date', async () => {
    const open = `WHERE status = 'open'`;
    await cannot(`UPDATE invoices SET status = 'paid' ${open}`, /violates check constraint/);
    await cannot(`UPDATE invoices SET status = 'paid', paid_at = now() ${open}`, /violates check constraint/);
    await cannot(
      `UPDATE invoices SET amount_paid_minor = total_minor + 1 ${open}`,
      /violates check constraint/,
    );
    await can(
      `UPDATE invoices SET status = 'paid', paid_at = now(), amount_paid_minor = total_minor ${open}`,
    );
  });

  it.each([
    `currency = 'SAR'`,
    'amount_minor = amount_minor + 1',
    `interval_unit = 'year'`,
    'interval_count = 2',
  ])('a change of what a price says: %s', async (change) => {
    await cannot(`UPDATE prices SET ${change}`, /prices are immutable/);
    await can(`UPDATE prices SET active = false, nickname = 'old'`);
  });

  it.each([
    ['UPDATE invoice_lines SET amount_minor = amount_minor + 1', 'invoice_lines'],
    ['DELETE FROM invoice_lines', 'invoice_lines'],
    ['UPDATE ledger_entries SET debit_minor = debit_minor + 1 WHERE debit_minor > 0', 'ledger_entries'],
    ['DELETE FROM ledger_entries', 'ledger_entries'],
    ['UPDATE ledger_transactions SET occurred_at = now()', 'ledger_transactions'],
    ['DELETE FROM ledger_transactions', 'ledger_transactions'],
  ])('to rewrite what is written once: %s', async (sql, table) => {
    await cannot(sql, new RegExp(`${table} rows are written once`));
  });

  it('a ledger transaction that does not balance, as soon as it is written', async () => {
    await cannot(
      `WITH t AS (INSERT INTO ledger_transactions (merchant_id, source, source_id, occurred_at)
         SELECT id, 'test', 1, now() FROM merchants RETURNING merchant_id, id)
       INSERT INTO ledger_entries (merchant_id, transaction_id, account, currency, debit_minor)
       SELECT merchant_id, id, 'revenue', 'KWD', 5 FROM t`,
      /does not balance/,
    );
  });

  it('the same cause posted twice', async () => {
    await cannot(await copyOf('ledger_transactions', {}), 'ledger_transactions_source');
  });

  it('a second open card setup of a subscription, or a second agreement', async () => {
    const order_no = `'another'`;
    await cannot(await copyOf('card_setups', { order_no }), 'card_setups_one_open');
    await cannot(await copyOf('card_setups', { order_no, status: `'prepared'` }), 'card_setups_one_open');
    await can(await copyOf('card_setups', { order_no, status: `'expired'` }));
    await cannot(await copyOf('agreements', {}, `status = 'pending'`), 'agreements_one_pending');
    await cannot(await copyOf('agreements', {}, `status = 'active'`), 'agreements_one_in_force');
    // A new consent is asked for beside the one in force; the one before stays on record.
    await can(await copyOf('agreements', { status: `'pending'` }, `status = 'active'`));
    await can(await copyOf('agreements', { status: `'ended'` }, `status = 'active'`));
  });

  it('terms that say two things, and a link that leads to nothing', async () => {
    await cannot(`UPDATE agreements SET amount_variability = 'fixed'`, 'agreements_fixed_to_an_amount');
    await cannot(
      `INSERT INTO links (merchant_id, kind, subscription_id, token_hash, created_at)
       SELECT merchant_id, 'pay', id, decode(repeat('00', 32), 'hex'), now() FROM subscriptions LIMIT 1`,
      'links_pay_an_invoice',
    );
  });

  it('a scheduled charge without a next action, and an action without a scheduled charge', async () => {
    const scheduled = `WHERE status = 'scheduled'`;
    const law = 'charges_act_only_while_scheduled';
    await cannot(`UPDATE charges SET next_action = NULL, next_action_at = NULL ${scheduled}`, law);
    await cannot(`UPDATE charges SET status = 'failed' ${scheduled}`, law);
    const waits = 'next_action = NULL, next_action_at = NULL';
    await cannot(
      `UPDATE charges SET status = 'failed', ${waits} ${scheduled}`,
      'charges_write_only_while_collecting',
    );
    await can(`UPDATE charges SET status = 'failed', ${waits}, next_mail_at = NULL ${scheduled}`);
  });

  it('a second charge of an invoice', async () => {
    await cannot(await copyOf('charges', {}), 'charges_one_per_invoice');
  });

  it.each(['canceled', 'ended', 'incomplete', 'unpaid', 'paused'])(
    'a subscription that is %s and still to be billed',
    async (status) => {
      const alive = `WHERE next_bill_at IS NOT NULL`;
      await cannot(
        `UPDATE subscriptions SET status = '${status}' ${alive}`,
        'subscriptions_bill_only_while_alive',
      );
      await can(`UPDATE subscriptions SET status = '${status}', next_bill_at = NULL ${alive}`);
    },
  );

  it('a second test clock of a merchant', async () => {
    await cannot(await copyOf('test_clocks', {}), 'test_clocks_one_per_merchant');
  });

  it('a row that belongs to one merchant and refers to another’s', async () => {
    await can(await copyOf('merchants', {}));
    const stranger = '(SELECT max(id) FROM merchants)';
    await cannot(`UPDATE invoices SET merchant_id = ${stranger}`, /violates foreign key constraint/);
    await cannot(`UPDATE attempts SET merchant_id = ${stranger}`, /violates foreign key constraint/);
  });

  const REFUND = `INSERT INTO refunds (merchant_id, public_id, attempt_id, charge_id, invoice_id, subscription_id,
      customer_id, origin, status, currency, amount_minor, owner, lease_until, requested_at, next_action_at, sent_at)
    SELECT merchant_id, 'ref_' || gen_random_uuid(), id, charge_id, invoice_id, subscription_id, customer_id`;
  const refund = (
    what: { origin?: string; status?: string; currency?: string; minor?: number },
    of = 'succeeded',
  ) =>
    `${REFUND}, '${what.origin ?? 'surplus'}', '${what.status ?? 'requested'}', '${what.currency ?? 'KWD'}', ${what.minor ?? 1000},
      gen_random_uuid(), now(), now(), ${what.status === 'manual' ? 'NULL' : 'now()'}, now()
    FROM attempts WHERE status = '${of}' AND kind = ${of === 'succeeded' ? `'cit'` : 'kind'} LIMIT 1`;

  it('to give back more of a payment than came, or in another currency, or of none', async () => {
    const law = 'given_back_within_payment';
    await db.query('DROP INDEX refunds_one_automatic');
    await cannot(refund({ minor: 9501 }), law);
    await can(refund({ minor: 9500 }));
    await cannot(refund({ minor: 1, status: 'queued' }), law);
    await cannot(refund({ currency: 'USD' }), law);
    await cannot(refund({}, 'declined'), law);
  });

  it('a second automatic refund of a payment, or a second one in doubt', async () => {
    await can(refund({ status: 'sent' }));
    await cannot(refund({ status: 'queued' }), 'refunds_one_automatic');
    await db.query('DROP INDEX refunds_one_automatic');
    for (const status of ['sent', 'unknown', 'manual'])
      await cannot(refund({ status }), 'refunds_one_in_doubt');
    await can(refund({ status: 'queued' }));
    // What the gateway has queued is known by its name, and may wait for a person beside it.
    await can(
      `UPDATE refunds SET status = 'manual', next_action_at = NULL, queued_at = now() WHERE status = 'queued'`,
    );
  });

  it('a balance below nothing, or an entry of it that is changed', async () => {
    await can(`INSERT INTO customer_balances SELECT merchant_id, id, 'KWD', 5, now() FROM customers LIMIT 1`);
    await cannot(`UPDATE customer_balances SET balance_minor = -1`, 'customer_balances_never_negative');
    await can(
      `INSERT INTO customer_balance_entries (merchant_id, public_id, customer_id, currency, kind, amount_minor,
         balance_after_minor, idempotency_key, occurred_at)
       SELECT merchant_id, 'bal_1', customer_id, currency, 'adjustment', 5, 5, 'k', now() FROM customer_balances`,
    );
    await cannot(`UPDATE customer_balance_entries SET amount_minor = 6`, /entries rows are written once/);
  });
});
