import { withoutRules } from './row-breakers.js';

const A_CHARGE = `(SELECT id FROM attempts WHERE status = 'succeeded' AND kind = 'mit' ORDER BY id LIMIT 1)`;
const A_PAGE = `(SELECT id FROM attempts WHERE status = 'succeeded' AND kind = 'cit' ORDER BY id LIMIT 1)`;
const A_REFUSAL = `(SELECT id FROM attempts WHERE decline_class = 'hard' ORDER BY id LIMIT 1)`;
const AN_ACTIVE = `(SELECT id FROM subscriptions WHERE status = 'active' ORDER BY id LIMIT 1)`;
const ON_REAL_TIME = [`DELETE FROM test_clocks`];
const reconcilingSince = (ago: string, ended = 'NULL') => `
  INSERT INTO database_epochs SELECT (jsonb_populate_record(e, jsonb_build_object('id', e.id + 1,
    'mode', ${ended === 'NULL' ? `'reconcile_only'` : `'open'`}, 'signs', jsonb_build_array('went_back'),
    'gap_from', now() - interval '${ago}', 'ended_at', ${ended}))).* FROM database_epochs e ORDER BY e.id DESC LIMIT 1`;
const billedAgo = (ago: string) =>
  `UPDATE subscriptions SET next_bill_at = now() - interval '${ago}' WHERE id = ${AN_ACTIVE}`;
const callsToday = (n: number) => [
  ...ON_REAL_TIME,
  `INSERT INTO request_budgets (merchant_id, api_user, day, request_limit)
   SELECT min(id), 'busy', (now() AT TIME ZONE 'UTC')::date - 1, 1000 FROM merchants`,
  `INSERT INTO gateway_calls (merchant_id, api_user, endpoint, outcome, duration_ms, started_at)
   SELECT (SELECT min(id) FROM merchants), 'busy', 'inquiry', 'ok', 1,
     date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '5 minutes'
   FROM generate_series(1, ${n})`,
];

/** More ways to break what a check guards, each seen by the check before the colon. */
export const MORE_CORRUPTIONS: Record<string, string[]> = {
  'an-attempt-asks-for-what-is-owed: at the gateway of no card': [
    `UPDATE attempts SET pg_code = 'another' WHERE id = ${A_CHARGE}`,
    `UPDATE cards SET updated_at = '2020-01-01'`,
  ],
  'an-attempt-asks-for-what-is-owed: charged without a card': [
    withoutRules('attempts'),
    `UPDATE attempts SET card_id = NULL WHERE id = ${A_CHARGE}`,
  ],
  'an-attempt-asks-for-what-is-owed: charged without an agreement': [
    withoutRules('attempts'),
    `UPDATE attempts SET agreement_id = NULL WHERE id = ${A_CHARGE}`,
  ],
  'budgets-are-kept: by the calls that were made': callsToday(1001),
  'what-came-otherwise-is-posted-once': [`UPDATE outside_payments SET amount_minor = amount_minor + 1`],
  'what-came-otherwise-is-posted-once: for nothing': [`DELETE FROM outside_payments`],
  'a-charge-says-what-its-attempts-say: canceled for money that is not there': [
    `DELETE FROM outside_payments`,
  ],
  'paid-means-money-came: of which nothing is recorded': [`DELETE FROM outside_payments`],
  'the-ledger-knows-what-is-owed: of which the money is posted elsewhere': [
    `UPDATE outside_payments SET invoice_id = (SELECT min(id) FROM invoices)`,
  ],
  'what-nobody-owes-says-why': [`DELETE FROM events WHERE type = 'invoice.discarded'`],
  'every-due-period-is-invoiced: late before the engine only reconciled': [
    ...ON_REAL_TIME,
    reconcilingSince('2 days'),
    billedAgo('3 days'),
  ],
};

/** What looks like a breach of the check before the colon and is none. */
export const LIKENESSES: Record<string, string[]> = {
  'no-attempt-is-open-for-a-week: a page that was fenced yesterday, after it had been open for a week': [
    `UPDATE attempts SET status = 'fenced', sent_at = NULL, prepared_at = prepared_at - interval '1 year',
       fenced_at = (SELECT max(now) FROM test_clocks) - interval '1 day' WHERE id = ${A_PAGE}`,
  ],
  'no-attempt-is-open-for-a-week: a page that Ottu lets live for longer': [
    `UPDATE attempts SET status = 'ready', sent_at = NULL, fenced_at = NULL, prepared_at = prepared_at - interval '1 year',
       expires_at = (SELECT max(now) FROM test_clocks) + interval '1 day' WHERE id = ${A_PAGE}`,
  ],
  'a-refused-card-is-left-alone: a refusal that was paid after all, long after': [
    withoutRules('attempts'),
    `UPDATE attempts SET status = 'succeeded', resolved_at = resolved_at + interval '1 day' WHERE id = ${A_REFUSAL}`,
    `UPDATE attempts SET sent_at = (SELECT max(resolved_at) + interval '2 days' FROM attempts),
       card_id = (SELECT card_id FROM attempts WHERE id = ${A_REFUSAL}) WHERE id = ${A_CHARGE}`,
  ],
  'every-due-period-is-invoiced: while the engine only reconciles': [
    ...ON_REAL_TIME,
    reconcilingSince('2 days'),
    billedAgo('1 day'),
  ],
  'every-due-period-is-invoiced: an hour after a person ended that': [
    ...ON_REAL_TIME,
    reconcilingSince('2 days', `now() - interval '1 hour'`),
    billedAgo('1 day'),
  ],
  'budgets-are-kept: by as many calls as Ottu allows': callsToday(1000),
  'a-charge-is-tried-in-time: a last step while other money of its subscription is in doubt': [
    withoutRules('attempts'),
    `UPDATE charges SET status = 'scheduled', next_action = 'final', next_action_at = '2020-01-01' WHERE id =
      (SELECT charge_id FROM attempts WHERE id = ${A_CHARGE})`,
    `UPDATE attempts SET status = 'unknown', resolved_at = NULL WHERE id = ${A_CHARGE}`,
  ],
};
