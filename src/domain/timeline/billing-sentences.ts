import { describeMethod, isOutsideMethod } from '../charge/outside-payment.js';
import { type EventData, amount, clause, moment, phrase, text } from './facts.js';

const named = (d: EventData): string => phrase(' "%"', text(d, 'name'));
const ofAmount = (d: EventData): string => phrase(' of %', amount(d));
const because = (d: EventData): string => phrase(': %', clause(d, 'reason'));
const percent = (d: EventData): string | null => {
  const value = text(d, 'percent');
  return value === null ? null : `${value} per cent`;
};
const outside = (d: EventData): string =>
  isOutsideMethod(d['method'])
    ? `, ${describeMethod(d['method'])}${phrase(' (%)', text(d, 'reference'))}, as was recorded`
    : '';
const plan = (d: EventData): string => `plan${phrase(' "%"', text(d, 'plan'))}`;
const rate = (d: EventData): string =>
  `${text(d, 'name') ?? 'Tax'}${phrase(' of %', percent(d))}${phrase(' in %', text(d, 'country'))}`;

const ending = (d: EventData): string => {
  const at = moment(d, 'last_period_ends_at');
  return at === null ? 'it goes on without an end' : `it ends on ${at}`;
};
const bound = (d: EventData, key: string): string => {
  const until = moment(d, key);
  return until === null ? 'not bound' : `bound until ${until}`;
};

/** What is told about billing that is set aside, coupons, tax, added lines, credit notes and report files; describe-event.ts is the face. */
export const BILLING_SENTENCES = {
  'subscription.quarantined': (d) =>
    `Subscription was set aside and is not billed until a person has looked${because(d)}.`,
  'subscription.still_quarantined': (d) =>
    `Subscription is still set aside and has not been billed${phrase(' for % hours', text(d, 'hours'))}${because(d)}.`,
  'reconciliation.day_proven': (d) =>
    `The books of ${text(d, 'day') ?? 'a day'} (UTC) and the platform's report say the same.`,
  'reconciliation.differences_found': (d) =>
    `The books of ${text(d, 'day') ?? 'a day'} (UTC) and the platform's report differ${phrase(' in % new places', text(d, 'count'))}.`,
  'reconciliation.day_unread': (d) =>
    `The platform's report of ${text(d, 'day') ?? 'a day'} (UTC) could not be had${because(d)}.`,
  'reconciliation.difference_decided': (d) =>
    `A difference${phrase(' (%)', text(d, 'difference_type'))} was decided by ${text(d, 'by') ?? 'a person'}${phrase(': %', text(d, 'action')?.replaceAll('_', ' ') ?? null)}${phrase('; evidence: %', clause(d, 'evidence'))}.`,
  'reconciliation.differences_accepted': (d) =>
    `Differences${phrase(' (%)', text(d, 'difference_type'))}${phrase(' of %', text(d, 'day'))} were accepted together by ${text(d, 'by') ?? 'a person'}${phrase('; evidence: %', clause(d, 'evidence'))}.`,
  'coupon.redeemed': (d) => `Coupon${named(d)} was redeemed.`,
  'coupon.ended': (d) => `Coupon${named(d)} was used for the last time; later invoices are without it.`,
  'coupon.released': (d) =>
    `Coupon${named(d)} may be redeemed again: nothing came of what it was redeemed for.`,
  'coupon.removed': (d) => `Coupon${named(d)} was taken off; later invoices are without it.`,
  'tax_rate.created': (d) => `${rate(d)} is levied from now on.`,
  'tax_rate.deactivated': (d) => `${rate(d)} is no longer levied.`,
  'pending_line.added': (d) =>
    `A line${ofAmount(d)} was added to the next invoice${phrase(': %', text(d, 'description'))}.`,
  'pending_line.removed': (d) =>
    `A line${ofAmount(d)} was taken off the next invoice${phrase(': %', text(d, 'description'))}.`,
  'invoice.drafted': (d) =>
    `An invoice${ofAmount(d)} was drafted${phrase('; it can be changed until %', moment(d, 'finalize_at'))}.`,
  'invoice.changed': (d) => `The draft of an invoice was changed${phrase('; it comes to %', amount(d))}.`,
  'invoice.discarded': (d) => `The draft of an invoice${ofAmount(d)} was discarded${because(d)}.`,
  'invoice.paid': (d) =>
    `Invoice${phrase(' %', text(d, 'number'))} was paid${phrase(': %', amount(d))}${outside(d)}.`,
  'invoice.overdue': (d) =>
    `Invoice${phrase(' %', text(d, 'number'))}${ofAmount(d)} was not paid in time; it can be paid still.`,
  'charge.page_opened': (d) =>
    `A hosted page${phrase(' for %', amount(d))} was opened for the customer${phrase('; it can be used until %', moment(d, 'url_expires_at'))}.`,
  'charge.left_to_customer': (d) =>
    `The charge${ofAmount(d)} was left to the customer, who pays it by its link${because(d)}.`,
  'credit_note.issued': (d) =>
    `Credit note${phrase(' %', text(d, 'number'))}${ofAmount(d)} was issued${because(d)}.`,
  'plan.migration_started': (d) =>
    `A migration of ${plan(d)} began${phrase('; % subscriptions are looked at', text(d, 'subscriptions'))}.`,
  'plan.migration_finished': (d) =>
    `The migration of ${plan(d)} is done${phrase(': % changed', text(d, 'changed'))}${phrase(', % planned', text(d, 'planned'))}${phrase(', % refused', text(d, 'refused'))}.`,
  'plan.migration_canceled': (d) =>
    `The migration of ${plan(d)} was stopped${phrase('; % subscriptions stay as they are', text(d, 'canceled'))}.`,
  'import.canceled': (d) =>
    `${d['dry_run'] === true ? 'The dry run of an import' : 'The import'}${phrase(' of %', text(d, 'kind'))} was canceled${phrase('; % lines were not come to', text(d, 'remaining'))}.`,
  'subscription.migration_refused': (d) =>
    `Subscription was left as it is when ${plan(d)} was migrated${because(d)}.`,
  'subscription.trial_end_changed': (d) =>
    `The trial now ends${phrase(' on %', moment(d, 'trial_end'))}${phrase(' instead of on %', moment(d, 'previous_trial_end'))}.`,
  'subscription.billing_day_changed': (d) =>
    `The billing day is now ${text(d, 'day_of_month') ?? 'another'}${phrase(' instead of %', text(d, 'previous_day_of_month'))}${phrase('; whole periods begin on %', moment(d, 'counted_from'))}.`,
  'subscription.term_changed': (d) =>
    `The term was changed: ${ending(d)}, and the customer is ${bound(d, 'minimum_term_ends_at')}; before, it was to end ${moment(d, 'previous_last_period_ends_at') ?? 'never'} and they were ${bound(d, 'previous_minimum_term_ends_at')}.`,
  'subscription.term_broken': (d) =>
    `A cancel${phrase(' for %', moment(d, 'at'))} broke the minimum term${phrase(', which would have ended on %', moment(d, 'minimum_term_ends_at'))}${because(d)}.`,
  'subscription.usage_voided': (d) =>
    `Usage${phrase(' of %', text(d, 'quantity'))}${phrase(' with the key %', text(d, 'key'))} was taken back.`,
  'subscription.usage_threshold_set': (d) =>
    amount(d) === null
      ? 'Usage is billed when its period is over.'
      : `Usage is billed within its period when it comes to${phrase(' %', amount(d))}.`,
  'subscription.usage_threshold_reached': (d) =>
    `Usage came to its threshold within its period and is billed at once${phrase(': %', amount(d))}.`,
  'balance.credited_by_note': (d) =>
    `The customer's balance was raised${phrase(' by %', amount(d))} by a credit note.`,
} as const satisfies Record<string, (data: EventData) => string>;
