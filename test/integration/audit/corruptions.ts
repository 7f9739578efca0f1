import { copy, withoutRules } from './row-breakers.js';

/** One of the attempts that brought an invoice its money. */
const A_SUCCESS = `(SELECT id FROM attempts WHERE status = 'succeeded' AND kind = 'mit' ORDER BY id LIMIT 1)`;
const A_REFUND = `(SELECT min(id) FROM refunds WHERE status = 'succeeded')`;
const A_PAID = `(SELECT id FROM invoices WHERE status = 'paid' ORDER BY id LIMIT 1)`;
const AN_ACTIVE = `(SELECT id FROM subscriptions WHERE status = 'active' ORDER BY id LIMIT 1)`;
const A_CANCELED = `(SELECT id FROM subscriptions WHERE status = 'canceled' ORDER BY id LIMIT 1)`;
const A_DIFFERENCE = `(SELECT min(id) FROM report_differences WHERE status = 'open')`;

/**
 * For each check a way to break what it guards (more ways behind a colon), past the indexes, constraints and triggers that normally stand
 * in the way: what a bug, a restored backup or a person with psql could do.
 */
export const CORRUPTIONS: Record<string, string[]> = {
  'an-invoice-is-paid-once': [
    'DROP INDEX attempts_one_kept_success',
    copy('attempts', `id = ${A_SUCCESS}`, {
      public_id: `'att_twice'`,
      order_no: `'twice'`,
      session_id: `'twice'`,
      n: '99',
    }),
  ],
  'an-invoice-has-one-open-attempt': [
    'DROP INDEX attempts_one_open',
    copy('attempts', `id = ${A_SUCCESS}`, {
      public_id: `'att_a'`,
      order_no: `'a'`,
      session_id: `'a'`,
      n: '98',
      status: `'sent'`,
    }),
    copy('attempts', `id = ${A_SUCCESS}`, {
      public_id: `'att_b'`,
      order_no: `'b'`,
      session_id: `'b'`,
      n: '99',
      status: `'unknown'`,
    }),
  ],
  'an-attempt-asks-for-what-is-owed': [
    `UPDATE attempts SET amount_minor = amount_minor + 1 WHERE id = ${A_SUCCESS}`,
  ],
  'a-success-rests-on-an-answer': [`UPDATE attempts SET settled_by = NULL WHERE id = ${A_SUCCESS}`],
  'a-success-rests-on-an-answer: of a page that no capture was answered for': [
    `UPDATE attempts SET settled_by = 'answer' WHERE id =
      (SELECT min(id) FROM attempts WHERE status = 'succeeded' AND kind = 'cit')`,
  ],
  'nothing-is-sent-for-a-paid-invoice': [
    `UPDATE attempts a SET sent_at = i.paid_at + interval '1 minute' FROM invoices i
     WHERE i.id = a.invoice_id AND a.id = ${A_SUCCESS}`,
  ],
  'charges-keep-their-distance': [
    `UPDATE attempts a SET sent_at = b.sent_at - interval '19 hours' FROM attempts b
     WHERE b.id = ${A_SUCCESS} AND a.id = (SELECT max(id) FROM attempts
       WHERE subscription_id = b.subscription_id AND kind = 'mit' AND id <> b.id)`,
  ],
  'a-charge-says-what-its-attempts-say': [
    withoutRules('charges'),
    `UPDATE charges SET status = 'scheduled' WHERE id = (SELECT charge_id FROM attempts WHERE id = ${A_SUCCESS})`,
  ],
  'no-attempt-is-open-for-a-week': [
    `UPDATE attempts SET status = 'unknown', sent_at = sent_at - interval '1 year' WHERE id = ${A_SUCCESS}`,
  ],
  'an-open-attempt-is-asked-about': [
    `UPDATE attempts SET status = 'unknown', next_check_at = NULL WHERE id = ${A_SUCCESS}`,
  ],
  'budgets-are-kept': [
    withoutRules('request_budgets'),
    `UPDATE request_budgets SET interactive = request_limit + 1 WHERE id = (SELECT min(id) FROM request_budgets)`,
  ],
  'debits-equal-credits': [
    `UPDATE ledger_entries SET debit_minor = debit_minor + 1 WHERE id = (SELECT min(id) FROM ledger_entries WHERE debit_minor > 0)`,
  ],
  'every-day-balances': [`DELETE FROM ledger_entries WHERE id = (SELECT min(id) FROM ledger_entries)`],
  'a-success-is-posted-once': [
    `DELETE FROM ledger_entries WHERE transaction_id IN
       (SELECT id FROM ledger_transactions WHERE source = 'attempt_succeeded' AND source_id = ${A_SUCCESS})`,
    `DELETE FROM ledger_transactions WHERE source = 'attempt_succeeded' AND source_id = ${A_SUCCESS}`,
  ],
  'a-posted-payment-happened': [`UPDATE attempts SET status = 'declined' WHERE id = ${A_SUCCESS}`],
  'the-ledger-knows-what-is-owed': [
    `UPDATE ledger_entries SET account = 'tax' WHERE account = 'revenue' AND id = (SELECT min(id) FROM ledger_entries WHERE account = 'revenue')`,
  ],
  'the-ledger-holds-what-was-paid': [
    `UPDATE ledger_entries SET account = 'fees' WHERE id = (SELECT min(id) FROM ledger_entries WHERE account = 'cash_at_gateway')`,
  ],
  'refunds-never-exceed-captures': [
    `UPDATE refunds SET amount_minor = amount_minor + 1000000 WHERE id = ${A_REFUND}`,
  ],
  'credit-notes-never-exceed': [`UPDATE invoices SET credit_notes_tax_minor = 1 WHERE id = ${A_PAID}`],
  'credit-note-lines-add-up': [
    `UPDATE credit_notes SET tax_minor = tax_minor + 1 WHERE destination = 'card'`,
  ],
  'a-line-is-credited-once-over': [`UPDATE credit_note_lines SET amount_minor = 1000000`],
  'a-credit-note-is-given': [`DELETE FROM customer_balance_entries WHERE kind = 'credit_note'`],
  'a-surplus-is-given-back-once': [
    'DROP INDEX refunds_one_automatic',
    copy('refunds', `id = (SELECT min(id) FROM refunds WHERE origin = 'surplus')`, {
      public_id: `'ref_twice'`,
      child_id: `'twice'`,
    }),
  ],
  'a-refund-is-posted-once': [
    `UPDATE ledger_transactions SET source_id = source_id + 1000 WHERE source = 'refund_succeeded' AND source_id = ${A_REFUND}`,
  ],
  // As if it had been captured, and then the payment were none; a refund's row stands for it.
  'what-a-bank-held-is-decided-once': [
    withoutRules('refunds'),
    `UPDATE refunds SET kind = 'void', origin = 'person' WHERE id = ${A_REFUND}`,
  ],
  'a-chargeback-is-posted': [
    `UPDATE ledger_entries SET account = 'chargebacks' WHERE id = (SELECT min(id) FROM ledger_entries WHERE account = 'refunds')`,
  ],
  'set-aside-is-what-is-still-here': [
    `UPDATE ledger_entries SET account = 'fees' WHERE id = (SELECT min(id) FROM ledger_entries WHERE account = 'surplus')`,
  ],
  'an-open-refund-is-followed-up': [
    withoutRules('refunds'),
    `UPDATE refunds SET status = 'queued', next_action_at = NULL WHERE id = ${A_REFUND}`,
  ],
  'a-balance-is-the-sum-of-its-entries': [`UPDATE customer_balances SET balance_minor = balance_minor + 1`],
  'the-ledger-holds-the-balances': [
    `UPDATE ledger_entries SET account = 'fees' WHERE id = (SELECT min(id) FROM ledger_entries WHERE account = 'customer_balance')`,
  ],
  'an-invoice-took-what-its-balance-gave': [
    withoutRules('invoices'),
    `UPDATE invoices SET balance_applied_minor = balance_applied_minor + 1 WHERE balance_applied_minor > 0`,
  ],
  'paid-means-money-came': [`UPDATE attempts SET status = 'declined' WHERE id = ${A_SUCCESS}`],
  'paid-is-paid-in-full': [
    withoutRules('invoices'),
    `UPDATE invoices SET amount_paid_minor = amount_paid_minor - 1 WHERE id = ${A_PAID}`,
  ],
  'parts-of-a-line-add-up': [
    `UPDATE invoice_lines SET tax_included_minor = tax_included_minor + 1 WHERE invoice_id = ${A_PAID}`,
    `UPDATE invoices SET tax_total_minor = tax_total_minor + 1 WHERE id = ${A_PAID}`,
  ],
  'lines-add-up': [`UPDATE invoice_lines SET amount_minor = amount_minor + 1 WHERE invoice_id = ${A_PAID}`],
  'periods-tile': [
    `UPDATE invoices SET period_start = period_start + interval '1 hour' WHERE id =
    (SELECT id FROM invoices WHERE period_index = 1 ORDER BY id LIMIT 1)`,
  ],
  'an-open-invoice-is-being-collected': [
    withoutRules('invoices'),
    `UPDATE invoices SET status = 'open' WHERE id = ${A_PAID}`,
  ],
  'a-charge-is-tried-in-time': [
    `UPDATE charges SET status = 'scheduled', next_action = 'attempt', next_action_at = '2020-01-01' WHERE id =
      (SELECT charge_id FROM attempts WHERE id = ${A_SUCCESS})`,
  ],
  'numbers-have-no-gap': [`UPDATE invoices SET number = 'INV-2027-000999' WHERE id = ${A_PAID}`],
  'a-draft-asks-for-nothing': [
    withoutRules('invoices'),
    `UPDATE invoices SET finalized_at = NULL WHERE id = ${A_PAID}`,
  ],
  'a-draft-is-finalized-in-time': [
    withoutRules('invoices'),
    `DELETE FROM invoice_lines WHERE invoice_id = (SELECT id FROM invoices WHERE status = 'draft' LIMIT 1)`,
    `UPDATE invoices SET finalize_at = '2020-01-01' WHERE id = (SELECT id FROM invoices WHERE status = 'draft' LIMIT 1)`,
  ],
  'a-final-invoice-has-a-number': [`UPDATE invoices SET number = NULL WHERE id = ${A_PAID}`],
  'every-due-period-is-invoiced': [`UPDATE subscriptions SET next_bill_at = NULL WHERE id = ${AN_ACTIVE}`],
  'every-due-period-is-invoiced: in its time': [
    `UPDATE subscriptions SET next_bill_at = next_bill_at + interval '1 year' WHERE id = ${AN_ACTIVE}`,
  ],
  'the-next-period-follows-the-last-invoice': [
    `UPDATE subscriptions SET next_period_index = next_period_index + 1 WHERE id = ${AN_ACTIVE}`,
  ],
  'a-planned-change-is-made-in-time': [
    `UPDATE subscriptions SET next_change_at = now() WHERE id = ${AN_ACTIVE}`,
  ],
  'a-migration-gets-to-everybody': [
    `INSERT INTO plan_migrations OVERRIDING SYSTEM VALUE
     SELECT merchant_id, 999, 'mig_x', id, '[]', NULL, 'now', 'day', 'refuse', false, 'done', 1, 'x', now(), now()
     FROM plans ORDER BY id LIMIT 1`,
    `INSERT INTO plan_migration_rows (merchant_id, migration_id, subscription_id, dry_run, state, run_at)
     SELECT merchant_id, 999, id, false, 'pending', now() FROM subscriptions WHERE id = ${AN_ACTIVE}`,
  ],
  'over-is-over': [
    withoutRules('subscriptions'),
    `UPDATE subscriptions SET next_bill_at = now() WHERE id = ${A_CANCELED}`,
  ],
  'nothing-is-sent-after-the-end': [
    `UPDATE subscriptions SET ended_at = '2020-01-01' WHERE id = ${A_CANCELED}`,
  ],
  'a-cancel-waits-for-a-payment': [
    `UPDATE subscriptions SET cancel_requested_at = now() WHERE id = ${AN_ACTIVE}`,
  ],
  'an-agreement-has-its-card': [`UPDATE subscriptions SET card_id = NULL WHERE id = ${AN_ACTIVE}`],
  'an-agreement-counts-its-payments': [
    `UPDATE agreements SET cycles_used = cycles_used + 1 WHERE subscription_id = ${AN_ACTIVE}`,
  ],
  'a-refused-card-is-left-alone': [
    `UPDATE attempts SET sent_at = (SELECT max(resolved_at) + interval '2 minutes' FROM attempts),
       card_id = (SELECT card_id FROM attempts WHERE decline_class = 'hard' ORDER BY id LIMIT 1)
     WHERE id = ${A_SUCCESS}`,
  ],
  'a-card-that-is-to-go-is-left-alone': [
    `UPDATE cards SET deletion_requested_at = (SELECT sent_at - interval '1 minute' FROM attempts WHERE id = ${A_SUCCESS})
     WHERE id = (SELECT card_id FROM attempts WHERE id = ${A_SUCCESS})`,
  ],
  'a-card-is-tried-five-times-an-invoice': [
    `INSERT INTO attempts OVERRIDING SYSTEM VALUE
     SELECT (jsonb_populate_record(r, jsonb_build_object('id', r.id + 1000000 + more, 'n', 100 + more,
       'public_id', 'att_more_' || more, 'order_no', 'more-' || more, 'session_id', 'more-' || more,
       'status', 'declined'))).*
     FROM attempts r, generate_series(1, 5) AS more WHERE r.id = ${A_SUCCESS}`,
  ],
  'a-subscription-with-a-card-has-an-agreement': [
    `UPDATE agreements SET status = 'ended' WHERE subscription_id = ${AN_ACTIVE}`,
  ],
  'a-charge-was-agreed-to': [
    `UPDATE agreements SET max_amount_minor = 1 WHERE id = (SELECT agreement_id FROM attempts WHERE id = ${A_SUCCESS})`,
  ],
  'a-consent-is-reviewed-in-time': [
    `UPDATE agreements SET review_at = '2020-01-01' WHERE subscription_id = ${AN_ACTIVE}`,
  ],
  'past-due-has-a-cause': [`UPDATE subscriptions SET status = 'past_due' WHERE id = ${AN_ACTIVE}`],
  'usage-adds-up': [
    `INSERT INTO usage_totals (merchant_id, subscription_id, item_id, price_id, period_start, period_end, aggregation,
       quantity, records, last_used_at)
     SELECT merchant_id, subscription_id, id, price_id, '2027-01-01', '2027-02-01', 'sum', 5, 1, '2027-01-02'
     FROM subscription_items WHERE subscription_id = ${AN_ACTIVE} LIMIT 1`,
  ],
  'usage-is-billed': [
    `INSERT INTO usage_totals (merchant_id, subscription_id, item_id, price_id, period_start, period_end, aggregation,
       quantity, records, last_used_at)
     SELECT merchant_id, subscription_id, id, price_id, '2027-01-01', '2027-02-01', 'sum', 5, 1, '2027-01-02'
     FROM subscription_items WHERE subscription_id = ${A_CANCELED} LIMIT 1`,
    `UPDATE subscriptions SET ended_at = '2020-01-01' WHERE id = ${A_CANCELED}`,
  ],
  'thresholds-are-looked-at': [
    `INSERT INTO usage_totals (merchant_id, subscription_id, item_id, price_id, period_start, period_end, aggregation,
       quantity, records, last_used_at, look_at)
     SELECT merchant_id, subscription_id, id, price_id, '2027-01-01', '2027-02-01', 'sum', 5, 1, '2027-01-02', '2020-01-01'
     FROM subscription_items WHERE subscription_id = ${AN_ACTIVE} LIMIT 1`,
  ],
  'a-compared-day-counts-its-differences': [`DELETE FROM report_differences WHERE id = ${A_DIFFERENCE}`],
  'a-decision-has-its-evidence': [`UPDATE report_differences SET evidence = '' WHERE status = 'accepted'`],
  'what-was-applied-is-compared-again': [
    withoutRules('report_differences'),
    `UPDATE report_differences SET status = 'applied' WHERE id = ${A_DIFFERENCE}`,
  ],
  'a-difference-names-what-it-is-about': [
    `UPDATE report_differences SET type = 'missing_there', attempt_id = NULL WHERE id = ${A_DIFFERENCE}`,
  ],
};
