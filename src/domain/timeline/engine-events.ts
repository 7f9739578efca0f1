import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const HOLD = ['hold_id'] as const;
const WORD = ['hold_id', 'by', 'reason', 'api_key'] as const;
const BUDGET = [{ api_user: 'Which user of Ottu it is about.' }, 'day'] as const;
const RECOVERY = {
  signs:
    'By what it was noticed, in a list: `another_cluster`, `another_timeline`, `another_database`, `went_back`.',
  since: 'From when on something may be missing.',
} as const;

/** What concerns the account as a whole, and the engine's own safety. For your operations rather than your shop. */
export const ENGINE_EVENTS = {
  'webhook.received': shaped(
    'It makes the engine ask; nothing is booked by it.',
    'order_no',
    { scheme: 'By which scheme of Ottu it is signed.' },
    {
      'state|null?': 'Of a payment: what it says, which is not believed; null where it is not signed.',
      'kind?': '`operation`, of a refund, capture or void; missing of a payment.',
    },
  ),
  'webhook.rejected': shaped('Its signature is wrong, or it cannot be read.', 'webhook_id', 'reason'),
  'webhook.quarantine_full': shaped('Told once an hour.', { kept: 'How many of them are kept.' }),
  'webhook.flooded': shaped('Told once an hour.', {
    kind: '`payment` or `operation`.',
    order_no: 'The order number, or the session where the message names no order.',
  }),
  'webhook.unmatched': shaped(
    'After it was tried again for a while.',
    'webhook_id',
    { 'order_no|null': 'Which order it names; null for none.' },
    'reason',
  ),
  'webhook.replayed': shaped(
    null,
    'webhook_id',
    { 'order_no|null': 'Which order it names; null for none.', outcome: '`processed` or `unmatched`.' },
    'api_key',
  ),
  'merchant.updated': shaped(
    'Only what was changed is in it, by the names of `PATCH /v1/merchant`.',
    {
      'manual_confirmation?': 'Whether a decision by hand takes two persons.',
      'requests_per_day?': 'How many requests a day Ottu may be sent.',
      'mass_charge_factor?': 'How much more than usual is held as a mass charge.',
      'mass_charge_minimum?': 'From how many charges on.',
      'most_periods_behind?': 'How many periods behind a subscription is charged unasked.',
      'most_days_behind?': 'How many days behind a subscription is charged unasked.',
      'consent_lead_days?': 'How many days ahead customers are asked for their consent.',
      'consent_lead_payments?': 'How many payments ahead customers are asked for their consent.',
      'ottu_public_key|null?': 'The public key of the Ottu account; null where it was taken away.',
      'default_country|null?': 'Of customers who name none; null where it was taken away.',
      'invoice_review_hours?': 'For how long invoices are drafts first.',
      'surplus_handling?': 'What is done with money that nobody owed: `hold`, `refund` or `credit_balance`.',
    },
    'api_key',
  ),
  'merchant.profile_updated': shaped(null, 'version', 'api_key'),
  'merchant.refund_approval_changed': shaped(
    null,
    { limits: 'All that stand now, in a list of `{currency, amount}`.' },
    'api_key',
  ),
  'merchant.credentials_changed': shaped(null, {
    use: '`charging`, `asking` or `refunding`.',
    'api_user?': 'Whose they are; missing where those for charging count for it again.',
    'warning?': 'What Ottu said of them when they were tried.',
    'api_key?': 'By which of your API keys; missing at the command line.',
  }),
  'merchant.credentials_refused': shaped(
    'At the second refusal; charging is stopped with it.',
    {
      use: '`asking`.',
      'api_user|null': 'Whose they are; null where they have not been changed for long.',
    },
    'reason',
  ),
  'merchant.webhook_key_changed': shaped(
    null,
    { until: 'Until when the one before counts as well.' },
    'api_key',
  ),
  'charging.stopped': shaped(
    'By you; or by the engine, when Ottu refuses the credentials or the books contradict themselves.',
    'reason',
    'api_key?',
  ),
  'charging.resumed': shaped(null, 'reason', 'api_key?'),
  'breaker.opened': shaped('It has failed too often in a row. Asking goes on.', 'pg_code', 'reason', 'until'),
  'breaker.half_open': shaped(null, 'pg_code'),
  'breaker.closed': shaped(null, 'pg_code'),
  'budget.exhausted': shaped(null, ...BUDGET, {
    call_class: 'Calls of which kind wait: `charge`, `inquiry`, `interactive` or `housekeeping`.',
    until: 'Until when they wait.',
  }),
  'budget.inquiries_full': shaped('Those that are refused wait; told once a minute at most.', BUDGET[0], {
    inquiries_per_minute: 'How many one minute takes.',
    until: 'From when on the next one may be made.',
  }),
  'budget.rate_limited': shaped('Of many refusals at once only the first is told.', ...BUDGET, 'until'),
  'mass_charge.held': shaped(
    'Of everything that is due, or of the subscription that the event is about. See `/v1/ops/holds`.',
    ...HOLD,
    'reason',
  ),
  'mass_charge.approval_proposed': shaped(null, ...WORD),
  'mass_charge.approved': shaped(null, ...WORD, 'proposed_by?'),
  'mass_charge.dismissed': shaped(null, ...WORD),
  'reconciliation.day_proven': shaped(null, 'day', {
    'reason?': 'There, when there was nothing on either side.',
  }),
  'reconciliation.differences_found': shaped('See `/v1/ops/reconciliation/differences`.', 'day', {
    count: 'How many are new, as text.',
  }),
  'reconciliation.day_unread': shaped('At the first try, and at the last.', 'day', 'reason'),
  'reconciliation.difference_decided': shaped(
    null,
    { difference_id: 'The difference (`diff_…`).' },
    'difference_type',
    'day',
    { 'order_no|null': 'Of which order; null where it is of none that we know.' },
    { action: '`accept`, `ask_again`, `look_at_refunds` or `read_file_again`.' },
    'by',
    'evidence',
  ),
  'reconciliation.differences_accepted': shaped(
    null,
    'day',
    'difference_type',
    { count: 'How many.' },
    'by',
    'evidence',
  ),
  'audit.incomplete': shaped('Nothing is stopped by it.', 'reason', { checks: 'Which, in a list.' }),
  'audit.breached': shaped('Where it is about money, charging is stopped with it.', 'reason', {
    findings: 'A list of `{check, rows, examples}`: which law, how many rows break it, and some of them.',
  }),
  'recovery.began': shaped(null, RECOVERY),
  'recovery.covered': shaped('Charging is opened again by a person.', RECOVERY, {
    asked: 'How many order numbers Ottu was asked about.',
    adopted: 'How many of them it knew and are in the books now.',
    unplaced: 'How many of them it knew and found no place in the books.',
  }),
  'recovery.ended': shaped(null, 'by', 'reason', {
    uncovered: 'Whether it was ended although not everything had been asked for.',
  }),
} as const satisfies Partial<Record<EventType, EventShape>>;
