import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const SUBSCRIPTION = ['subscription_id', 'time_zone'] as const;

/** The life of a subscription, and of what is planned for it. */
export const SUBSCRIPTION_EVENTS = {
  'subscription.created': shaped(
    'You have made it. Nothing is paid yet, unless its trial takes no card or it costs nothing.',
    ...SUBSCRIPTION,
    { customer_id: 'The customer (`cus_…`), as beside `data`.' },
    'plan',
    {
      amount: 'What each period costs before discount and tax, without usage: `{amount, currency}`.',
      interval: 'How often, in words: `every month`.',
      trial_days: 'How many days it may be tried without paying; 0 for none.',
    },
  ),
  'subscription.imported': shaped(
    'It came with a file from another system and is active; nothing was charged.',
    ...SUBSCRIPTION,
    {
      external_id: 'Its id in that system, as in the file.',
      next_billing_at: 'When its next period begins and is billed.',
    },
  ),
  'subscription.checkout_opened': shaped(
    'For a first payment, a card, a consent or an open invoice.',
    ...SUBSCRIPTION,
    { 'amount?': 'What is to be paid on it: `{amount, currency}`; missing where a card is only saved.' },
    'url_expires_at',
  ),
  'subscription.activated': shaped(
    'It has begun: give access. The first payment is in, or nothing is paid in advance.',
    ...SUBSCRIPTION,
    'reason?',
  ),
  'subscription.trial_started': shaped('It may be used without being paid: give access.', ...SUBSCRIPTION, {
    trial_end: 'When the first period begins and is billed.',
  }),
  'subscription.trial_end_changed': shaped('Its trial ends sooner or later than was told.', ...SUBSCRIPTION, {
    trial_end: 'When the first period begins and is billed now.',
    previous_trial_end: 'When it would have.',
  }),
  'subscription.term_changed': shaped(
    'It ends later, sooner or never by itself, or its customer is bound for longer or for less.',
    ...SUBSCRIPTION,
    {
      'last_period_ends_at|null': 'When it ends by itself now; null: never.',
      'previous_last_period_ends_at|null': 'When it would have.',
      'minimum_term_ends_at|null': 'Until when its customer is bound now; null: not.',
      'previous_minimum_term_ends_at|null': 'Until when they were.',
    },
  ),
  'subscription.term_broken': shaped(
    'Its cancel by force is told beside it.',
    ...SUBSCRIPTION,
    {
      minimum_term_ends_at: 'Until when its customer was bound.',
      at: 'When the cancel takes effect; one that waits for the answer to a payment, when that is there.',
    },
    'reason',
    'api_key',
  ),
  'subscription.trial_ended': shaped(
    'Its first period begins and is billed now; whether that is paid, `invoice.paid` or `subscription.past_due` tells.',
    ...SUBSCRIPTION,
  ),
  'subscription.renewed': shaped(
    'A new period has begun and its invoice is made. It is not paid by that: `invoice.paid` tells.',
    ...SUBSCRIPTION,
    'period_start',
    'period_end',
  ),
  'subscription.past_due': shaped(
    'A renewal was declined and collecting goes on by the dunning policy; whether the product may be used meanwhile, ' +
      '`GET /v1/customers/{id}/access` says.',
    ...SUBSCRIPTION,
    { reason: 'What the bank said, or why no card could be charged. Not for the customer.' },
    'grace_until',
  ),
  'subscription.unpaid': shaped(
    'Dunning ended so: no further period is billed, and the product may not be used.',
    ...SUBSCRIPTION,
    'reason',
  ),
  'subscription.paused': shaped(
    'By you, now or as planned; because a trial ended without a card; or because dunning ended so.',
    ...SUBSCRIPTION,
    'reason?',
    {
      'on_purpose?': 'True; missing where dunning has paused it.',
      'access?':
        'Whether the product may be used meanwhile, `keep` or `remove`, of a pause that was asked for.',
      'resume_at?': 'When it ends by itself.',
    },
  ),
  'subscription.resumed': shaped(
    'It is active again after a pause on purpose.',
    ...SUBSCRIPTION,
    'next_bill_at',
  ),
  'subscription.reactivated': shaped(null, ...SUBSCRIPTION, 'next_bill_at'),
  'subscription.recovered': shaped(
    'After it was past due, unpaid or paused by dunning: give access again.',
    ...SUBSCRIPTION,
  ),
  'subscription.updated': shaped('Nothing that moves money.', ...SUBSCRIPTION, {
    fields: 'Which, with commas between: `return_url, metadata`.',
  }),
  'subscription.cancel_scheduled': shaped(
    'It goes on until then, and may be used.',
    ...SUBSCRIPTION,
    { at: 'When; now, where only the answer to a payment under way is waited for.' },
    'reason',
    { 'credit_withheld?': 'Why what is unused was not given back, where it was asked for and could not be.' },
  ),
  'subscription.uncanceled': shaped(null, ...SUBSCRIPTION),
  'subscription.canceled': shaped(
    'By you, by a plan of yours or by dunning: take access away.',
    ...SUBSCRIPTION,
    'reason',
    { 'credit_withheld?': 'Why what is unused was not given back, where it was asked for and could not be.' },
  ),
  'subscription.ended': shaped(
    'It has run for as many periods as it was to, or its first payment was never made.',
    ...SUBSCRIPTION,
    'reason',
  ),
  'subscription.quarantined': shaped(
    'Billing it has failed again and again, or more periods were missed than are billed unasked.',
    ...SUBSCRIPTION,
    'reason',
  ),
  'subscription.still_quarantined': shaped(
    'Told again and again until it is released.',
    ...SUBSCRIPTION,
    { since: 'Since when it is set aside.', hours: 'For how many hours.' },
    'reason',
  ),
  'subscription.released': shaped(
    null,
    ...SUBSCRIPTION,
    { 'reason|null': 'Why it had been set aside.' },
    'api_key',
  ),
  'subscription.changed': shaped(
    'What was asked for, planned or consented to is in force.',
    ...SUBSCRIPTION,
    {
      items: 'The names of its plans from now on, with commas between.',
      amount:
        'What each period costs from now on, before discount and tax, without usage: `{amount, currency}`.',
      interval: 'How often from now on, in words: `every month`.',
      effective_at: 'From when on it counts, which may be earlier than now.',
    },
    'reason?',
  ),
  'subscription.billing_day_changed': shaped(
    'As was planned: the running period is over, and from here on it renews on another day of the month.',
    ...SUBSCRIPTION,
    {
      day_of_month: 'On which it renews from now on; in a shorter month on the last.',
      previous_day_of_month: 'On which it renewed before.',
      stub: 'What the days until there cost: `prorated` (their part), `full` (a whole period) or `free`.',
      counted_from:
        'When whole periods begin, on the new day; that is now where there are no days until there.',
    },
  ),
  'subscription.change_scheduled': shaped(
    'Of items, the billing day, a pause, a resume or a cancel.',
    ...SUBSCRIPTION,
    'scheduled_change_id',
    { at: 'When it is to be made; one that waits for consent may be made sooner.' },
    'what',
  ),
  'subscription.change_undone': shaped(
    'By you, or because something else took its place.',
    ...SUBSCRIPTION,
    'scheduled_change_id',
    'what',
    'reason?',
  ),
  'subscription.change_failed': shaped(
    'Plan it anew when its cause is gone.',
    ...SUBSCRIPTION,
    'scheduled_change_id',
    'what',
    'reason',
  ),
  'subscription.migration_refused': shaped(
    null,
    ...SUBSCRIPTION,
    'migration_id',
    'plan?',
    { reason_code: 'The same for programs, as in the rows of the migration.' },
    'reason',
  ),
  'subscription.usage_voided': shaped(null, ...SUBSCRIPTION, {
    usage_id: 'Which record: `use_…`.',
    item: 'Of which item: `item_…`.',
    quantity: 'How much it was.',
    key: 'Under which it was told.',
    timestamp: 'When it was used.',
    'period_start|null': 'The period in which it counted; null of usage in a trial.',
  }),
  'subscription.usage_threshold_set': shaped(null, ...SUBSCRIPTION, {
    'amount|null': 'From how much on: `{amount, currency}`; null when there is no threshold any more.',
  }),
  'subscription.usage_threshold_reached': shaped(
    'An invoice of what was used is made now and charged.',
    ...SUBSCRIPTION,
    {
      amount: 'What was used and is not billed yet: `{amount, currency}`.',
      threshold: 'From how much on it is billed: `{amount, currency}`.',
    },
  ),
} as const satisfies Partial<Record<EventType, EventShape>>;
