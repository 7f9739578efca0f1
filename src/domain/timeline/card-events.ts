import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const CARD = ['card_id', 'card'] as const;
const SUBSCRIPTION = ['subscription_id', 'time_zone'] as const;
const ROUTE = ['currency', 'pg_code'] as const;

/** Cards, the consent to charge them, and the gateways that take them. */
export const CARD_EVENTS = {
  'card.saved': shaped('The first one of its subscription, or one that can be charged again.', ...CARD),
  'card.changed': shaped(null, ...CARD, {
    old_card_id: 'The card before (`card_…`).',
    old_card: 'The same of the card before: `{brand, last_four}`.',
  }),
  'card.missing': shaped(
    'Send the customer the link, or the next renewal cannot be charged.',
    ...SUBSCRIPTION,
    { 'attempt_id?': 'The first payment (`att_…`); missing where a card was given without a payment.' },
    'order_no',
    'gateway',
    'url',
  ),
  'card.refused': shaped(
    'The bank said never again. What is open goes on by dunning, or with another card.',
    'charge_id',
    'amount',
    ...CARD,
    'reason',
  ),
  'card.expiring': shaped(
    'Send the customer the link. Told once for each card and its end.',
    ...SUBSCRIPTION,
    'agreement_id',
    ...CARD,
    { expiry_month: 'With which month it ends, 1 to 12.', expiry_year: 'In which year.' },
    'url',
    'reason',
  ),
  'card.gone': shaped(
    'Send the customer the link where there is one: a subscription is paid by this card. Told for each of them.',
    ...CARD,
    'reason?',
    {
      'url?':
        'The link by which the customer gives another; missing where no subscription is paid by the card.',
    },
  ),
  'card.back': shaped('What is open is charged to it.', ...CARD),
  'card.adopted': shaped('It is kept, and pays for nothing yet.', ...CARD),
  'card.made_default': shaped(null, ...CARD),
  'card.deletion_requested': shaped(null, ...CARD),
  'card.deletion_postponed': shaped('Told once for each reason.', ...CARD, 'reason', 'retry_at'),
  'card.deleted': shaped('As it was asked for.', ...CARD, 'reason?', {
    'kept_at_platform?': 'True where Ottu keeps it and nobody can charge it here any more.',
  }),
  'agreement.created': shaped('With a first payment or a card.', 'agreement_id', 'card', 'expiry_date'),
  'agreement.replaced': shaped(
    'After `agreement.consent_needed`; a change that waited for it is made now.',
    'agreement_id',
    'card',
    'expiry_date',
  ),
  'agreement.consent_needed': shaped(
    'Send the customer the link. Told once for each limit, ahead of it: beyond it nothing is charged.',
    ...SUBSCRIPTION,
    'agreement_id',
    {
      limit:
        'What is nearly used up or would not be enough: `expiry`, `cycles`, `amount`, or `change` for a planned change.',
    },
    'expiry_date',
    { cycles_left: 'How many more payments it allows.' },
    'url',
    'reason',
  ),
  'routing.changed': shaped(
    'For first payments from now on; cards that are saved keep their gateway.',
    { routing: 'In words: `KWD by knet-live`.' },
    ...ROUTE,
    'api_key',
    { 'warning?': 'Why it could not be checked, or what will surprise you about the gateway.' },
  ),
  'routing.broken': shaped('Found by the daily check.', ...ROUTE, 'reason'),
  'routing.repaired': shaped(null, ...ROUTE),
  'gateway.misconfigured': shaped(
    'Nothing is held against the customer; the charge is tried a day later.',
    'charge_id',
    'amount',
    'gateway',
    { decline: 'What the gateway said: `{code, message}`; `code` may be null.' },
    { 'held_until|null': 'Until when nothing is charged through it; null unless it refuses everybody.' },
  ),
} as const satisfies Partial<Record<EventType, EventShape>>;
