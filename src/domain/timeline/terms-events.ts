import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const COUPON = ['coupon_id', 'discount_id', 'name'] as const;
const TAX_RATE = [
  'tax_rate_id',
  'name',
  'country',
  'percent',
  { inclusive: 'Whether prices contain it; else it is added.' },
] as const;
const LINE = ['pending_line_id', { description: 'What stands on it.' }, 'amount'] as const;
const POLICY = [
  'dunning_policy_id',
  'name',
  'version',
  { is_default: 'Whether it is that of all plans which name none.' },
] as const;
const MIGRATION = ['migration_id', 'plan_id', 'plan'] as const;
/** A state that none of them is in is missing. */
const OUTCOMES = {
  'changed?': 'How many were changed.',
  'planned?': 'How many will be, by a planned change of theirs.',
  'unchanged?': 'How many had it already.',
  'refused?': 'How many stay as they are, each told by `subscription.migration_refused`.',
  'canceled?': 'How many were not looked at any more.',
  'pending?': 'How many were not looked at yet.',
  'waiting?': 'How many could not be changed yet.',
} as const;

/** What is sold, and on which terms; and what comes over from elsewhere. */
export const TERMS_EVENTS = {
  'coupon.redeemed': shaped('It counts from the next invoice on.', ...COUPON),
  'coupon.ended': shaped(null, ...COUPON),
  'coupon.removed': shaped(null, ...COUPON),
  'coupon.released': shaped(null, ...COUPON),
  'tax_rate.created': shaped(null, ...TAX_RATE),
  'tax_rate.deactivated': shaped('Invoices that are there keep it.', ...TAX_RATE),
  'pending_line.added': shaped(null, ...LINE),
  'pending_line.removed': shaped(null, ...LINE),
  'credit_note.issued': shaped(
    'Of an invoice that is final.',
    'credit_note_id',
    { number: 'The number that stands on it.' },
    'invoice_id',
    { to: 'Where it goes: `open_amount` (off what is open), `card` (back to it) or `balance`.' },
    'amount',
    'reason',
  ),
  'plan.version_created': shaped(null, 'plan_id', 'plan', {
    version: 'Which; what is subscribed to from now on is of it.',
  }),
  'plan.migration_started': shaped(null, ...MIGRATION, { subscriptions: 'How many are looked at.' }),
  'plan.migration_finished': shaped(null, ...MIGRATION, OUTCOMES),
  'plan.migration_canceled': shaped('What was changed before stays so.', ...MIGRATION, OUTCOMES),
  'import.canceled': shaped('What came over stays.', {
    import_id: 'The import (`imp_…`).',
    kind: '`customers`, `cards` or `subscriptions`.',
    dry_run: 'Whether it was one, which writes nothing.',
    received: 'How many lines the file had, as far as it had come.',
    imported: 'How many came over; of a dry run how many would have.',
    repeated: 'How many were known from before.',
    failed: 'How many had a fault.',
    remaining: 'How many were not come to.',
  }),
  'dunning_policy.created': shaped(null, ...POLICY),
  'dunning_policy.changed': shaped('A ladder that has begun keeps its version.', ...POLICY),
} as const satisfies Partial<Record<EventType, EventShape>>;
