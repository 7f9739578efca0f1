import { ASKING_SENTENCES } from './asking-sentences.js';
import { BILLING_SENTENCES } from './billing-sentences.js';
import { CARD_SENTENCES } from './card-sentences.js';
import { HOLD_SENTENCES } from './hold-sentences.js';
import { type EventData, amount, card, clause, decline, moment, phrase, text } from './facts.js';

export type { EventData } from './facts.js';

const invoice = (d: EventData): string => `Invoice${phrase(' %', text(d, 'number'))}`;
const because = (d: EventData): string => phrase(': %', clause(d, 'reason'));
const withheld = (d: EventData): string =>
  phrase('; what is unused was not given back: %', clause(d, 'credit_withheld'));
const ofAmount = (d: EventData): string => phrase(' of %', amount(d));
const period = (d: EventData): string =>
  phrase(' for the period from %', moment(d, 'period_start')) + phrase(' to %', moment(d, 'period_end'));
const attempt = (d: EventData): string =>
  `Payment attempt${phrase(' %', text(d, 'attempt_no'))}${ofAmount(d)}`;
const found = (d: EventData): string => (text(d, 'outcome') ?? 'settled').replaceAll('_', ' ');
const evidence = (d: EventData): string => phrase(': %', clause(d, 'evidence'));
const refund = (d: EventData): string => `The refund${ofAmount(d)}`;
const balance = (d: EventData): string => phrase('; the balance is now %', amount({ amount: d['balance'] }));
/** Only a change of this setting is told in words; the others are limits of charging. */
const settings = (d: EventData): string => persons(d) + surplus(d);
const surplus = (d: EventData): string => {
  const handling = text(d, 'surplus_handling')?.replaceAll('_', ' ') ?? null;
  return phrase('; money that nobody owed is now handled by "%"', handling);
};
const persons = (d: EventData): string => {
  if (typeof d['manual_confirmation'] !== 'boolean') return '';
  return d['manual_confirmation']
    ? '; a manual decision now takes two persons'
    : '; a manual decision now takes one person';
};
const someone = (d: EventData): string => text(d, 'by') ?? 'a person';

/**
 * One sentence per type; a type exists only by its sentence, so none can be forgotten. Fields that a sentence
 * reads, all optional: `plan`, `interval`, `number`, `amount` (or `total`), `period_start`, `period_end`,
 * `at`, `trial_end`, `next_attempt_at`, `retry_at`, `grace_until`, `final_at`, `final_action`,
 * `ask_again_at`, `url_expires_at`, `reason`, `attempt_no`, `retries`, `state`, `order_no`,
 * `owner`, `pg_code`, `until`, `call_class`, `day`, `outcome`, `by`, `proposed_by`, `evidence`, `manual_confirmation`,
 * `surplus_handling`, `balance`, `rejected_before`,
 * `expiry_date`, `name`, `version`, `gateway`, `held_until`, `template`, `card {brand, last_four}`, `old_card`,
 * `decline {message, code}`, `time_zone`.
 */
const SENTENCES = {
  'subscription.created': (d) =>
    `Subscription was created${phrase(' on plan %', text(d, 'plan'))}${phrase(', %', amount(d))}${phrase(' %', text(d, 'interval'))}.`,
  'subscription.imported': (d) =>
    `Subscription was imported${phrase(' as %', text(d, 'external_id'))}${phrase('; it is billed next on %', moment(d, 'next_billing_at'))}.`,
  'subscription.checkout_opened': (d) =>
    `A hosted page${phrase(' for %', amount(d))} was opened for the customer${phrase('; it can be used until %', moment(d, 'url_expires_at'))}.`,
  'subscription.activated': (d) => `Subscription became active${because(d)}.`,
  'subscription.trial_started': (d) =>
    `The trial began${phrase('; it runs until %', moment(d, 'trial_end'))}.`,
  'subscription.trial_ended': (d) => `The trial ended${because(d)}.`,
  'subscription.renewed': (d) => `Subscription was renewed${period(d)}${phrase(', %', amount(d))}.`,
  'subscription.past_due': (d) =>
    `Subscription is past due${because(d)}${phrase('; access is kept until %', moment(d, 'grace_until'))}.`,
  'subscription.unpaid': (d) =>
    `Collection was given up and the subscription stays unpaid until its invoice is paid${because(d)}.`,
  'subscription.paused': (d) =>
    d['on_purpose'] === true
      ? `Subscription was paused${phrase(' until %', moment(d, 'resume_at'))}${because(d)}.`
      : `Collection was given up and the subscription was paused until its invoice is paid${because(d)}.`,
  'subscription.resumed': (d) =>
    `Subscription was resumed${phrase('; its next period begins on %', moment(d, 'next_bill_at'))}${because(d)}.`,
  'subscription.reactivated': (d) =>
    `Subscription was taken up again after it had been canceled${phrase('; its next period begins on %', moment(d, 'next_bill_at'))}${because(d)}.`,
  'subscription.uncanceled': () => 'The cancel that was planned was taken back.',
  'subscription.updated': (d) =>
    `What is kept of the subscription was corrected${phrase(': %', text(d, 'fields'))}.`,
  'subscription.changed': (d) =>
    `Subscription was changed${phrase(' to %', text(d, 'items'))}${phrase('; each period now costs %', amount(d))}${because(d)}.`,
  'subscription.change_scheduled': (d) =>
    `A change was planned${phrase(' for %', moment(d, 'at'))}${phrase(': %', text(d, 'what'))}.`,
  'subscription.change_undone': (d) =>
    `A planned change was taken back${phrase(': %', text(d, 'what'))}${because(d)}.`,
  'subscription.change_failed': (d) =>
    `A planned change could not be made${phrase(' (%)', text(d, 'what'))}${because(d)}; the subscription goes on as it was.`,
  'subscription.recovered': (d) =>
    `The outstanding payment arrived and the subscription is active again${because(d)}.`,
  'subscription.cancel_scheduled': (d) =>
    `Subscription will be canceled${phrase(' on %', moment(d, 'at')) || ' at the end of its period'}${because(d)}${withheld(d)}.`,
  'subscription.canceled': (d) => `Subscription was canceled${because(d)}${withheld(d)}.`,
  'subscription.released': (d) =>
    `Subscription was released by a person after it had been set aside${because(d)}.`,
  'subscription.ended': (d) => `Subscription ended${because(d)}.`,
  'invoice.finalized': (d) => `${invoice(d)}${ofAmount(d)} was issued${period(d)}.`,
  'invoice.voided': (d) => `${invoice(d)} was voided; nothing is owed for it${because(d)}.`,
  'invoice.marked_uncollectible': (d) =>
    `${invoice(d)}${ofAmount(d)} was given up as uncollectible${because(d)}.`,
  'charge.scheduled': (d) =>
    `The charge${ofAmount(d)} is planned${phrase(' for %', moment(d, 'next_attempt_at'))}${because(d)}.`,
  'charge.succeeded': (d) => `The charge${ofAmount(d)} succeeded${phrase(' with %', card(d))}.`,
  'charge.failed': (d) => `The charge${ofAmount(d)} was given up${because(d)}.`,
  'charge.blocked': (d) => `The charge${ofAmount(d)} waits for a person to decide${because(d)}.`,
  'charge.case_waiting': (d) =>
    `The charge${ofAmount(d)} has waited for a person${phrase(' for % hours', text(d, 'hours'))}; ${text(d, 'owner') ?? 'nobody'} looks after it.`,
  'charge.assigned': (d) => `The charge${ofAmount(d)} was given to ${text(d, 'owner') ?? 'a person'}.`,
  'charge.released': (d) => `The charge${ofAmount(d)} was released by a person and goes on.`,
  'attempt.prepared': (d) => `${attempt(d)} was prepared${phrase(' with %', card(d))}; nothing was sent yet.`,
  'attempt.sent': (d) => `${attempt(d)} was sent${phrase(' to %', card(d))}.`,
  'attempt.succeeded': (d) => `${attempt(d)} succeeded${phrase(' with %', card(d))}.`,
  'attempt.declined': (d) =>
    `${attempt(d)} was declined${phrase(': %', decline(d))}${phrase('; the next try is on %', moment(d, 'retry_at'))}.`,
  'attempt.unknown': (d) =>
    `${attempt(d)} got no answer that can be believed${because(d)}; it is asked for, not repeated${phrase(', next on %', moment(d, 'ask_again_at'))}.`,
  'attempt.fenced': (d) => `${attempt(d)} was closed against payment${because(d)}.`,
  'attempt.abandoned': (d) => `${attempt(d)} is proven to have moved no money${because(d)}.`,
  'attempt.rejected': (d) => `${attempt(d)} was not accepted by the payment platform${because(d)}.`,
  'attempt.manual': (d) =>
    `${attempt(d)} could not be decided by asking and waits for a person${because(d)}.`,
  'attempt.assigned': (d) => `${attempt(d)} was given to ${text(d, 'owner') ?? 'a person'} to decide.`,
  'attempt.resolution_proposed': (d) =>
    `${attempt(d)} was found ${found(d)} by ${text(d, 'by') ?? 'a person'}; a second person must say the same${evidence(d)}.`,
  'attempt.resolved': (d) =>
    `${attempt(d)} was decided to be ${found(d)} by ${text(d, 'by') ?? 'a person'}${phrase(', as proposed by %', text(d, 'proposed_by'))}${evidence(d)}.`,
  'attempt.adopted': (d) =>
    `${attempt(d)} was found at the payment platform after the database had been restored without it${phrase('; its session is "%"', text(d, 'state'))}.`,
  'attempt.surplus': (d) =>
    `${attempt(d)} succeeded although its invoice was already paid; the money must be given back${because(d)}.`,
  'surplus.held': (d) =>
    `A payment${ofAmount(d)} that nobody owed is kept aside until a person decides what becomes of it${because(d)}.`,
  'surplus.credited': (d) =>
    `A payment${ofAmount(d)} that nobody owed was added to the customer's balance${balance(d)}.`,
  'refund.requested': (d) => `A refund${ofAmount(d)} was asked for${because(d)}.`,
  'refund.approval_needed': (d) =>
    `A refund${ofAmount(d)} was asked for and waits until a second person agrees${because(d)}.`,
  'refund.approved': (d) => `${refund(d)} was agreed to by ${someone(d)}${because(d)}.`,
  'refund.sent': (d) => `${refund(d)} was sent to the payment platform.`,
  'refund.unknown': (d) =>
    `${refund(d)} got no answer that can be believed${because(d)}; it is asked about${phrase(', next on %', moment(d, 'ask_again_at'))}.`,
  'refund.postponed': (d) =>
    `${refund(d)} was not taken and is sent again${phrase(' on %', moment(d, 'retry_at'))}${because(d)}.`,
  'refund.queued': (d) => `${refund(d)} was taken by the gateway, which has not decided yet.`,
  'refund.succeeded': (d) => `${refund(d)} succeeded: the money is on its way back to the customer.`,
  'refund.rejected': (d) => `${refund(d)} was not made${because(d)}.`,
  'refund.manual': (d) => `${refund(d)} could not be decided by asking and waits for a person${because(d)}.`,
  'refund.resolved': (d) =>
    `${refund(d)} was decided to be ${found(d)} by ${text(d, 'by') ?? 'a person'}${evidence(d)}.`,
  'refund.found': (d) =>
    `A refund${ofAmount(d)} was found that was made at the payment platform itself${phrase('; it was held to be rejected as %', text(d, 'rejected_before'))}.`,
  'refund.unbooked': (d) =>
    `A refund${ofAmount(d)} was made at the payment platform itself and could not be entered into the books${because(d)}; a person should look.`,
  'refund.untold': (d) =>
    `The payment platform hinted at a refund and says nothing of it when asked${because(d)}; a person should look.`,
  'balance.credited': (d) =>
    `The customer's balance was raised${phrase(' by %', amount(d))}${because(d)}${balance(d)}.`,
  'balance.debited': (d) =>
    `The customer's balance was lowered${phrase(' by %', amount(d))}${because(d)}${balance(d)}.`,
  'balance.applied': (d) =>
    `The customer's balance was used to pay an invoice${phrase(', %', amount(d))}${balance(d)}.`,
  'balance.returned': (d) =>
    `The customer's balance got back what a void invoice had taken${phrase(', %', amount(d))}${balance(d)}.`,
  'balance.credited_by_invoice': (d) =>
    `The customer's balance was raised${phrase(' by %', amount(d))}: an invoice had more credits than charges${balance(d)}.`,
  'attempt.asked': (d) =>
    `The payment platform was asked about an attempt${phrase(' and answered "%"', text(d, 'state'))}.`,
  'attempt.page_closing': (d) =>
    `The hosted page of payment attempt${phrase(' %', text(d, 'attempt_no'))} closes${phrase(' on %', moment(d, 'at'))}${because(d)}.`,
  'webhook.received': (d) =>
    `A message from the payment platform arrived${phrase(' for order %', text(d, 'order_no'))}${phrase(' saying "%"', text(d, 'state'))}.`,
  'webhook.rejected': (d) =>
    `A message that claims to come from the payment platform was rejected${because(d)}.`,
  'webhook.quarantine_full': () =>
    'So many messages that claim to come from the payment platform were rejected that no more of them are kept for an hour.',
  'webhook.flooded': (d) =>
    `So many messages of the payment platform came${phrase(' for order %', text(d, 'order_no'))} that no more of them are kept for an hour; the payment is looked at instead.`,
  'webhook.unmatched': (d) =>
    `A message from the payment platform${phrase(' for order %', text(d, 'order_no'))} fits nothing here${because(d)}.`,
  'webhook.replayed': (d) =>
    `A message from the payment platform${phrase(' for order %', text(d, 'order_no'))} was taken once more by a person.`,
  'merchant.refund_approval_changed': () =>
    'From which amount on a refund takes a second person was changed.',
  'merchant.credentials_changed': (d) =>
    `The credentials${phrase(' for %', text(d, 'use'))} at the payment platform ${text(d, 'api_user') === null ? 'are those for charging again' : `were changed${phrase(' to those of %', text(d, 'api_user'))}`}${phrase('; %', text(d, 'warning'))}.`,
  'merchant.webhook_key_changed': (d) =>
    `The key that signs messages from the payment platform was changed${phrase('; the one before counts until %', moment(d, 'until'))}.`,
  ...ASKING_SENTENCES,
  ...HOLD_SENTENCES,
  ...CARD_SENTENCES,
  'agreement.created': (d) =>
    `The customer agreed to recurring payments${phrase(' with %', card(d))}${phrase(' until %', text(d, 'expiry_date'))}.`,
  'agreement.replaced': (d) =>
    `The customer agreed anew to recurring payments${phrase(' with %', card(d))}${phrase(' until %', text(d, 'expiry_date'))}.`,
  'agreement.consent_needed': (d) => `The customer needs to agree again to recurring payments${because(d)}.`,
  'charging.stopped': (d) => `All charging was stopped${because(d)}.`,
  'charging.resumed': (d) => `Charging was resumed${because(d)}.`,
  'breaker.opened': (d) =>
    `Charging${phrase(' through gateway %', text(d, 'pg_code'))} was interrupted${because(d)}${phrase('; one charge tries it again from %', moment(d, 'until'))}.`,
  'breaker.half_open': (d) =>
    `One charge tries${phrase(' gateway %', text(d, 'pg_code')) || ' a gateway'} again; the others wait for its answer.`,
  'breaker.closed': (d) =>
    `The gateway${phrase(' %', text(d, 'pg_code'))} answers again and charging goes on.`,
  'budget.exhausted': (d) =>
    `The requests to the payment platform${phrase(' of %', text(d, 'day'))} are used up${phrase(' for calls of class "%"', text(d, 'call_class'))}${phrase('; they wait until %', moment(d, 'until'))}.`,
  'budget.inquiries_full': (d) =>
    `As many payments were asked about as one minute allows${phrase('; the next is asked about from %', moment(d, 'until'))}.`,
  'budget.rate_limited': (d) =>
    `The payment platform asked for fewer requests${phrase('; charging waits until %', moment(d, 'until'))}.`,
  'mass_charge.held': (d) => `Charges are held until a person approves them${because(d)}.`,
  'mass_charge.approval_proposed': (d) =>
    `To let held charges go was proposed by ${someone(d)}; a second person must say the same${because(d)}.`,
  'mass_charge.approved': (d) =>
    `Held charges were let go by ${someone(d)}${phrase(', as proposed by %', text(d, 'proposed_by'))}${because(d)}.`,
  'mass_charge.dismissed': (d) =>
    `The hold of charges was lifted by ${someone(d)} and what is due is judged anew${because(d)}.`,
  'gateway.misconfigured': (d) =>
    `The gateway${phrase(' %', text(d, 'gateway'))} refused the merchant's account, not the customer's card${phrase(': %', decline(d))}${phrase('; it is left alone until %', moment(d, 'held_until'))}.`,
  'merchant.profile_updated': (d) =>
    `What stands at the head of invoices was changed${phrase(' by %', text(d, 'api_key'))}; invoices issued from now on show it.`,
  'merchant.updated': (d) => `The settings were changed${settings(d)}.`,
  'audit.incomplete': (d) => `The nightly audit could not look at everything${because(d)}.`,
  'audit.breached': (d) => `The nightly audit found books that cannot be right${because(d)}.`,
  'plan.version_created': (d) =>
    `Version${phrase(' %', text(d, 'version'))} of plan${phrase(' "%"', text(d, 'plan'))} was made; who has an earlier one keeps it.`,
  'dunning_policy.created': (d) => `Dunning policy${phrase(' "%"', text(d, 'name'))} was made.`,
  'dunning_policy.changed': (d) =>
    `Dunning policy${phrase(' "%"', text(d, 'name'))} was changed${phrase('; version % is in force', text(d, 'version'))}.`,
  'dunning.mail_due': (d) =>
    `A mail to the customer is due${phrase(' (%)', text(d, 'template'))}${phrase(' about %', amount(d))}${phrase('; the next try is on %', moment(d, 'next_attempt_at'))}${phrase('; last step on %', moment(d, 'final_at'))}.`,
  'recovery.began': (d) =>
    `The database was restored or failed over; what was charged since ${moment(d, 'since') ?? 'the copy was made'} is asked for before anything is charged.`,
  'recovery.covered': (d) =>
    `Everything that may have been charged meanwhile was asked for${phrase(': % order numbers', text(d, 'asked'))}${phrase(', % found', text(d, 'adopted'))}.`,
  'recovery.ended': (d) =>
    `Charging was opened again after the restore${phrase(' by %', text(d, 'by'))}${because(d)}.`,
  'dunning.planned': (d) =>
    `Collection was planned${phrase(': % retries', text(d, 'retries'))}${phrase('; access is kept until %', moment(d, 'grace_until'))}${phrase('; last step on %', moment(d, 'final_at'))}${phrase(': %', text(d, 'final_action'))}.`,
  ...BILLING_SENTENCES,
} as const satisfies Record<string, (data: EventData) => string>;

export type EventType = keyof typeof SENTENCES;

/** Every event type there is, for filters and documents. */
export const EVENT_TYPES = Object.keys(SENTENCES) as readonly EventType[];

/**
 * One plain English sentence for the timeline. Never throws and never answers nothing: an event of a type
 * that this version does not know, or with fields missing, is still part of the story.
 */
export function describeEvent({ type, data }: { type: string; data: EventData }): string {
  if (Object.hasOwn(SENTENCES, type)) return SENTENCES[type as EventType](data ?? {});
  const words = type.replace(/[._]+/g, ' ').trim() || 'something';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} happened.`;
}
