import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const CHARGE = ['charge_id', 'amount'] as const;
const ATTEMPT = ['attempt_id', 'attempt_no', 'order_no', 'amount'] as const;
const INVOICE = [
  'invoice_id',
  'number|null',
  { amount: 'All that it asks for, with tax: `{amount, currency}`.' },
  'period_start',
  'period_end',
] as const;
const DECLINE =
  'What the bank said: `{class, code, message}`. `class` is `soft`, `card_problem`, `hard` or `configuration`; `code` may be null; `message` is not for the customer.';
const FINALIZE_AT = 'When it becomes final by itself.';

/** What is owed, and how it is collected. */
export const COLLECTION_EVENTS = {
  'invoice.drafted': shaped('Nobody owes it yet.', ...INVOICE, { 'finalize_at?': FINALIZE_AT }),
  'invoice.changed': shaped(null, ...INVOICE, { 'finalize_at?': FINALIZE_AT }),
  'invoice.discarded': shaped('Nobody ever owed it.', ...INVOICE, 'reason'),
  'invoice.finalized': shaped('It is owed from now on. Its number comes shortly after.', ...INVOICE),
  'invoice.paid': shaped(
    'Nothing is left to pay of it: by card, by the balance of the customer, by money that came otherwise and was recorded ' +
      '(`POST /v1/invoices/{id}/mark-paid`), or because it asks for nothing.',
    ...INVOICE,
    {
      'outside_payment_id?':
        'What was recorded (`pay_…`); there where it came otherwise, with the three that follow.',
      'method?': 'How it came: `cash`, `bank_transfer`, `cheque`, `other` or `balance`.',
      'reference?': 'Of the receipt, the transfer or the cheque.',
      'paid_at?': 'When it came, as was said.',
    },
  ),
  'invoice.overdue': shaped(
    'Of one that was made by hand and whose due date has passed. Told once; write to the customer.',
    ...INVOICE,
  ),
  'invoice.voided': shaped(null, ...INVOICE, 'reason'),
  'invoice.marked_uncollectible': shaped(
    'After dunning, or written off by you. It can still be paid by its link, and is `invoice.paid` then.',
    ...INVOICE,
    'reason',
  ),
  'charge.scheduled': shaped(
    'The first try, or the next one after an obstacle or a decline.',
    ...CHARGE,
    'next_attempt_at',
    'reason',
  ),
  'charge.succeeded': shaped('The money is in; `invoice.paid` tells for which invoice.', ...CHARGE),
  'charge.failed': shaped('After the last step of dunning, or written off by you.', ...CHARGE, 'reason'),
  'charge.blocked': shaped('Nothing of it is charged meanwhile.', ...CHARGE, 'reason'),
  'charge.released': shaped(null, ...CHARGE, 'api_key'),
  'charge.assigned': shaped('Where no attempt of it is to be decided.', ...CHARGE, {
    owner: 'Who looks after it.',
  }),
  'charge.case_waiting': shaped('Told again and again while it waits.', ...CHARGE, {
    since: 'Since when it waits.',
    hours: 'For how many hours.',
    'owner|null': 'Who looks after it; null for nobody.',
  }),
  'charge.left_to_customer': shaped(
    'Of an invoice that was made by hand and is not charged by itself any more: send the customer its link ' +
      '(`POST /v1/invoices/{id}/pay-link`).',
    ...CHARGE,
    'reason',
  ),
  'charge.page_opened': shaped(
    'By the link of an invoice without a subscription.',
    ...CHARGE,
    'url_expires_at',
  ),
  'attempt.prepared': shaped(null, ...ATTEMPT, 'card'),
  'attempt.sent': shaped('From now on the card may have been charged.', ...ATTEMPT),
  'attempt.succeeded': shaped(null, ...ATTEMPT),
  'attempt.declined': shaped('What comes next, `charge.scheduled` tells.', ...ATTEMPT, {
    decline: DECLINE,
  }),
  'attempt.unknown': shaped(null, ...ATTEMPT, 'reason', 'ask_again_at'),
  'attempt.asked': shaped('Of a payment of which nobody knows yet whether it was made.', ...ATTEMPT, {
    state: 'The state of the session at Ottu, or what came instead of an answer.',
  }),
  'attempt.fenced': shaped(
    'It is asked about once more after a while, since it may have been paid just before.',
    ...ATTEMPT,
    'reason',
  ),
  'attempt.abandoned': shaped(null, ...ATTEMPT, 'reason'),
  'attempt.rejected': shaped('No bank was asked, and no step of dunning is used up.', ...ATTEMPT, 'reason'),
  'attempt.manual': shaped('See `/v1/ops/manual`.', ...ATTEMPT, 'reason'),
  'attempt.assigned': shaped(null, ...ATTEMPT, { owner: 'Who looks after it.' }),
  'attempt.resolution_proposed': shaped(null, ...ATTEMPT, ...resolution()),
  'attempt.resolved': shaped(null, ...ATTEMPT, ...resolution(), 'proposed_by?'),
  'attempt.released': shaped(null, ...ATTEMPT, 'api_key'),
  'attempt.adopted': shaped(null, ...ATTEMPT, {
    'state?': 'The state of the session at Ottu; missing where Ottu tells of the number and of no session.',
  }),
  'attempt.surplus': shaped(
    'Of an invoice that is paid or void. What becomes of it, `refund.requested`, `surplus.credited` or `surplus.held` tells.',
    ...ATTEMPT,
  ),
  'attempt.page_closing': shaped(
    'The saved card is about to be charged, so the page must not be paid as well.',
    ...ATTEMPT,
    { at: 'When it closes.' },
    'reason',
  ),
  'attempt.authorized': shaped('Capture or void it in time.', ...ATTEMPT, {
    until: 'Until about when the bank holds it.',
  }),
  'attempt.hold_ending': shaped('Told once, two days before.', ...ATTEMPT, {
    until: 'Until about when the bank holds it.',
  }),
  'attempt.late_doubt': shaped(null, ...ATTEMPT, 'reason'),
  'attempt.closing_forbidden': shaped(null, ...ATTEMPT, 'reason'),
  'attempt.session_corrected': shaped(
    'What becomes of it is found out by the session that bears its order number.',
    ...ATTEMPT,
    { session_id: 'The session that bears the order number.' },
    { named_session_id: 'The one that was named, which the payment platform does not know.' },
  ),
  'attempt.asking_failed': shaped(null, ...ATTEMPT, 'reason'),
  'dunning.planned': shaped(
    'At the first decline of a renewal, by the policy then in force.',
    ...CHARGE,
    {
      'dunning_policy|null': 'The policy (`dun_…`); null for the one that is built in.',
      policy_version: 'Its version.',
      retries: 'How many further tries there will be at most.',
      retries_at: 'When, in a list; the bank or the network of the card may end them sooner.',
      reasons: 'Why each of them is then, in a list of the same length.',
      dropped: 'Why others that the policy names will not be, in a list.',
    },
    'grace_until',
    'final_at',
    'final_action',
    'time_zone',
  ),
  'dunning.mail_due': shaped(
    'Write to the customer now: the engine sends no mail itself.',
    ...CHARGE,
    {
      template: 'Which mail of the policy.',
      language: 'The language of the customer, `en` or `ar`.',
      contains:
        'What must stand in it, in a list: `amount`, `reason`, `next_attempt_at`, `new_card_needed`, `final_at`, `final_action`, `pay_link`.',
      pay_link: 'Where its link is made: `{method, path}`, to be called with your API key.',
      customer: 'The customer (`cus_…`).',
    },
    'next_attempt_at|null',
    'subscription_id',
    'invoice_id',
    'number|null',
    'grace_until',
    'final_at',
    'final_action',
    'time_zone',
    { 'reason?': 'What the bank said; missing in the mail that warns of the last step.' },
  ),
} as const satisfies Partial<Record<EventType, EventShape>>;

function resolution() {
  return [
    {
      outcome: '`paid` or `not_paid`.',
      'reference_number|null': 'By which the gateway knows the payment, where the person has seen it.',
      'session_id?': 'Its session at Ottu, where the engine had not known it.',
    },
    'evidence',
    'by',
    'api_key',
  ] as const;
}
