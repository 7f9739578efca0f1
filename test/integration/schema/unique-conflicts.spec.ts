import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';

import { AdjustBalance } from '../../../src/modules/balances/use-cases/adjust-balance.js';
import { toAppError } from '../../../src/platform/http/problem.filter.js';
import { UNIQUE_CONFLICTS } from '../../../src/platform/http/unique-conflicts.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

/** Why no request can break one of the others; whoever finds one that can makes an entry of it. */
const OUT_OF_REACH: Record<string, string[]> = {
  'whoever writes holds the subscription, or the charge of what has none, and looked under that lock': [
    'agreements_one_in_force',
    'agreements_one_pending',
    'attempts_merchant_id_charge_id_n_key',
    'attempts_one_open',
    'attempts_order_no',
    'card_setups_one_open',
    'card_setups_order_no',
    'invoices_one_per_period',
    'period_breaks_pkey',
    'subscription_items_once',
  ],
  'whoever writes holds the subscription; who plans looked under that lock, and who moves with the periods moves none to where another of its kind is still':
    ['scheduled_changes_one_of_a_kind'],
  'whoever writes holds the merchant, and looked under that lock': [
    'dunning_policies_one_default',
    'merchant_profiles_versions',
    'tax_rates_one_in_force',
    'test_clocks_one_per_merchant',
  ],
  'whoever writes holds the row that it belongs to, and looked under that lock': [
    'cards_one_default',
    'charges_one_per_invoice',
    'credit_note_lines_merchant_id_credit_note_id_invoice_line_i_key',
    'credit_notes_number',
    'customer_balance_entries_once_per_credit_note',
    'customer_balance_entries_once_per_invoice',
    'customer_balance_entries_one_per_surplus',
    'discounts_once_per_customer',
    'discounts_one_per_coupon',
    'dunning_policy_versions_merchant_id_policy_id_version_key',
    'invoice_lines_merchant_id_invoice_id_position_key',
    'invoices_number',
    'outside_payments_invoice',
    'pending_lines_credit_once',
    'plan_versions_pkey',
    'refunds_one_automatic',
    'refunds_one_of_hold',
    'usage_voids_once',
  ],
  'written with ON CONFLICT': [
    'card_syncs_pkey',
    'cards_token',
    'charge_cases_pkey',
    'charge_holds_open',
    'customer_balances_pkey',
    'gateway_breakers_merchant_id_pg_code_key',
    'gateway_holds_pkey',
    'idempotency_keys_pkey',
    'inquiry_buckets_pkey',
    'invoice_series_pkey',
    'links_token',
    'manual_cases_pkey',
    'payment_inquiries_pkey',
    'payment_method_lists_pkey',
    'plan_migration_rows_merchant_id_migration_id_subscription_i_key',
    'plan_migration_rows_one_open',
    'reconciliation_days_merchant_id_day_key',
    'reconciliation_schedules_merchant_id_key',
    'reconciliation_schedules_pkey',
    'recoveries_pkey',
    'recovery_orders_once',
    'refund_looks_pkey',
    'request_budgets_merchant_id_api_user_day_key',
    'unbooked_refunds_pkey',
    'usage_records_key',
    'usage_totals_one_per_period',
    'webhook_floods_pkey',
  ],
  'written by the clock only': [
    'agreements_names',
    'customers_at_gateway',
    'import_names_pkey',
    'refunds_child',
    'refunds_one_in_doubt',
    'report_differences_once',
    'report_lines_pkey',
  ],
  'written once, with the row that it belongs to': ['import_lines_pkey'],
  'a law of money: whoever breaks it has a defect, and must not be told that all is well': [
    'attempts_one_kept_success',
    'ledger_transactions_source',
  ],
};

/** Numbers that the database gives, and ids made by chance. */
const OWN_NAME = /\((merchant_id, id|public_id|id)\)$/;

describe('what only a unique index can refuse', () => {
  let engine: InProcessEngine;
  let world: World;
  let db: pg.Client;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    db = new pg.Client({ connectionString: engine.databaseUrl });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await world.end();
    await engine.stop();
  });

  /** All of them look before any of them may write, so that not luck decides whether they meet. */
  async function atOnce<T>(
    table: string,
    requests: (() => Promise<T>)[],
  ): Promise<PromiseSettledResult<T>[]> {
    await db.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
    const answers = Promise.allSettled(requests.map((request) => request()));
    const waiting = async () =>
      (
        await db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = $1::regclass`,
          [table],
        )
      ).rows[0]!.n;
    await waitFor(`all to wait for ${table}`, waiting, (n) => n === requests.length);
    await db.query('COMMIT');
    return answers;
  }

  it('is named for every unique index of the schema, or there is a reason why no request meets it', async () => {
    const { rows } = await db.query<{ name: string; definition: string }>(
      `SELECT i.relname AS name, pg_get_indexdef(x.indexrelid) AS definition
       FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_class t ON t.oid = x.indrelid
       WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'migrations'`,
    );
    const met = rows.filter(({ definition }) => !OWN_NAME.test(definition)).map(({ name }) => name);
    const said = [...Object.keys(UNIQUE_CONFLICTS), ...Object.values(OUT_OF_REACH).flat()];
    expect(said.sort()).toEqual(met.sort());
  });

  it('is a field that is taken to the second of two at once, in the words of the one that comes later', async () => {
    const coupon = { code: 'TWICE', name: 'Twice', percent_off: '10', duration: 'once' };
    const create = (code: string) => () => world.call('POST', '/v1/coupons', { ...coupon, code });
    const answers = await atOnce('coupons', [create('TWICE'), create('twice'), create('Twice')]);
    const later = await create('TWICE')();
    const fault = { field: 'code', message: 'is the code of a coupon in force; deactivate that first' };
    expect(later).toMatchObject({ status: 422, body: { code: 'rule_violation', errors: [fault] } });
    const expected = { ...(later.body as object), request_id: expect.any(String) as string };
    expect(answers.map((answer) => answer.status === 'fulfilled' && answer.value.status).sort()).toEqual([201, 422, 422]); // prettier-ignore
    for (const answer of answers)
      if (answer.status === 'fulfilled' && answer.value.status === 422)
        expect(answer.value.body).toEqual(expected);
    expect(engine.errors).toEqual([]);
  });

  it('is a reference that is taken, of two payments whose locks do not meet', async () => {
    await world.subscriber();
    await world.subscriber();
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/charges');
    const body = {
      amount: '4',
      reason: 'not recognised',
      reference: 'CB-9',
      taken_at: '2027-01-10T05:00:00Z',
    };
    const answers = await atOnce(
      'chargebacks',
      data.map(
        ({ id }) =>
          () =>
            world.call('POST', `/v1/charges/${id}/chargebacks`, body),
      ),
    );
    const refused = { status: 409, body: { code: 'conflict', errors: [{ field: 'reference' }] } };
    const byStatus = answers.map((one) => (one as PromiseFulfilledResult<{ status: number }>).value);
    expect(byStatus.sort((a, b) => a.status - b.status)).toMatchObject([{ status: 201 }, refused]);
    expect(engine.errors).toEqual([]);
  });

  it('is a key in use, where two requests of one key are let through to different rows', async () => {
    const customers = [await world.createCustomer(), await world.createCustomer()];
    const key = randomUUID();
    const principal = { merchantId: world.merchant.id, keyId: (await apiKey()).id } as never;
    const move = { amount: '1', currency: 'KWD', direction: 'credit', reason: 'sorry' } as never;
    const adjust = engine.get(AdjustBalance);
    const answers = await atOnce(
      'customer_balance_entries',
      customers.map(
        ({ id }) =>
          () =>
            adjust.execute(principal, id, move, key),
      ),
    );
    const [failed] = answers.filter((answer) => answer.status === 'rejected');
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(toAppError(failed!.reason)).toMatchObject({
      code: 'conflict',
      errors: [{ field: 'Idempotency-Key' }],
    });
  });

  it('stays an error of ours where nobody foresaw it', async () => {
    const unforeseen = { code: '23505', constraint: 'invoices_number' };
    const error = new QueryFailedError('INSERT', [], Object.assign(new Error('duplicate key'), unforeseen));
    expect(toAppError(error)).toMatchObject({ code: 'internal', errors: [] });
  });

  const apiKey = async () =>
    (await engine.sql<{ id: bigint }>(`SELECT id FROM api_keys WHERE merchant_id = $1`, [world.merchant.id]))[0]!; // prettier-ignore
});
