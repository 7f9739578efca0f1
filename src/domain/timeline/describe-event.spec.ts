import fc from 'fast-check';
import { describeEvent, EVENT_TYPES } from './describe-event.js';

const PROMISED = `
  subscription.created subscription.checkout_opened subscription.activated subscription.trial_started
  subscription.trial_end_changed subscription.billing_day_changed subscription.term_changed subscription.term_broken subscription.trial_ended subscription.renewed subscription.past_due subscription.recovered
  subscription.cancel_scheduled subscription.canceled subscription.ended
  invoice.finalized invoice.paid invoice.voided invoice.marked_uncollectible
  invoice.overdue charge.left_to_customer charge.page_opened
  charge.scheduled charge.succeeded charge.failed charge.blocked charge.case_waiting
  attempt.prepared attempt.sent attempt.succeeded attempt.declined attempt.unknown attempt.fenced
  attempt.abandoned attempt.rejected attempt.manual attempt.surplus attempt.asked
  reconciliation.day_proven reconciliation.differences_found reconciliation.day_unread
  reconciliation.difference_decided reconciliation.differences_accepted
  webhook.received webhook.rejected webhook.quarantine_full webhook.flooded webhook.unmatched webhook.replayed merchant.webhook_key_changed merchant.credentials_changed merchant.credentials_refused card.saved agreement.created dunning.planned audit.breached audit.incomplete
  attempt.assigned attempt.resolution_proposed attempt.resolved charge.assigned charge.released subscription.released
  charging.stopped charging.resumed merchant.updated merchant.profile_updated subscription.imported subscription.quarantined
  subscription.still_quarantined
  breaker.opened breaker.half_open breaker.closed budget.exhausted budget.inquiries_full budget.rate_limited
  mass_charge.held mass_charge.approval_proposed mass_charge.approved mass_charge.dismissed
  subscription.changed subscription.change_scheduled subscription.change_undone subscription.change_failed
  subscription.resumed subscription.reactivated subscription.uncanceled subscription.updated
  subscription.usage_voided subscription.usage_threshold_set subscription.usage_threshold_reached
  subscription.unpaid subscription.paused card.refused gateway.misconfigured dunning.mail_due
  dunning_policy.created dunning_policy.changed plan.version_created
  card.adopted card.back card.gone card.missing card.made_default card.deletion_requested card.deletion_postponed card.deleted
  routing.changed routing.broken routing.repaired
  attempt.page_closing card.changed card.expiring agreement.replaced agreement.consent_needed
  attempt.late_doubt attempt.closing_forbidden attempt.session_corrected attempt.asking_failed attempt.released attempt.adopted recovery.began recovery.covered recovery.ended
  surplus.held surplus.credited
  refund.requested refund.approval_needed refund.approved merchant.refund_approval_changed refund.sent refund.unknown refund.postponed refund.queued refund.succeeded refund.rejected
  refund.manual refund.resolved refund.found refund.untold refund.unbooked
  balance.credited balance.debited balance.applied balance.returned balance.credited_by_invoice
  balance.credited_by_note coupon.redeemed coupon.ended coupon.removed coupon.released tax_rate.created tax_rate.deactivated
  pending_line.added pending_line.removed invoice.drafted invoice.changed invoice.discarded credit_note.issued
  attempt.authorized attempt.hold_ending chargeback.opened chargeback.won chargeback.lost
  capture.requested capture.sent capture.unknown capture.postponed capture.succeeded capture.rejected
  capture.manual capture.resolved
  void.requested void.sent void.unknown void.postponed void.succeeded void.rejected void.manual void.resolved
  plan.migration_started plan.migration_finished plan.migration_canceled subscription.migration_refused import.canceled
`
  .trim()
  .split(/\s+/);

/** One line, begins with a capital, ends with one full stop, and shows no machine's words. */
function expectSentence(text: string): void {
  expect(text).toMatch(/^[A-Z][^\n]*[^.]\.$/);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|%| {2}| [.,;:]/);
}

const FULL = {
  plan: 'Pro',
  interval: 'every month',
  number: 'INV-2027-000001',
  amount: { amount: '9.500', currency: 'KWD' },
  period_start: '2027-01-31T06:00:00Z',
  period_end: '2027-02-28T06:00:00Z',
  at: '2027-02-28T06:00:00Z',
  trial_end: '2027-01-31T06:00:00Z',
  next_attempt_at: '2027-02-01T06:00:00Z',
  retry_at: '2027-02-01T06:00:00Z',
  grace_until: '2027-02-10T06:00:00Z',
  final_at: '2027-02-21T06:00:00Z',
  final_action: 'cancel',
  ask_again_at: '2027-01-31T06:05:00Z',
  url_expires_at: '2027-02-01T06:00:00Z',
  reason: 'the customer asked',
  attempt_no: 2,
  retries: 4,
  since: '2027-01-31T06:00:00Z',
  asked: 40,
  adopted: 2,
  state: 'paid',
  order_no: 'r1-abc-1',
  expiry_date: '2047-01-31',
  owner: 'Noura',
  pg_code: 'credit-card',
  until: '2027-02-01T06:00:00Z',
  call_class: 'charge',
  day: '2027-01-31',
  outcome: 'not_paid',
  by: 'Noura',
  proposed_by: 'Salem',
  evidence: 'The bank statement of the 31st does not show it.',
  manual_confirmation: true,
  name: 'Gulf, patient',
  version: 2,
  gateway: 'credit-card',
  held_until: '2027-02-01T07:00:00Z',
  template: 'payment_declined',
  surplus_handling: 'credit_balance',
  balance: { amount: '12.000', currency: 'KWD' },
  card: { brand: 'Visa', last_four: '1019' },
  old_card: { brand: 'Mastercard', last_four: '0008' },
  decline: { message: 'insufficient funds', code: '51' },
  time_zone: 'Asia/Kuwait',
};

describe('describeEvent', () => {
  it('knows every type that was promised', () => {
    expect([...EVENT_TYPES].sort()).toEqual([...PROMISED].sort());
  });

  it.each(EVENT_TYPES)('%s is a sentence, with everything and with nothing known', (type) => {
    const [full, empty] = [describeEvent({ type, data: FULL }), describeEvent({ type, data: {} })];
    expectSentence(full);
    expectSentence(empty);
    expect(full.length).toBeGreaterThanOrEqual(empty.length);
  });

  it.each([
    ['subscription.created', 'Subscription was created on plan Pro, 9.500 KWD every month.'],
    ['invoice.paid', 'Invoice INV-2027-000001 was paid: 9.500 KWD.'],
    [
      'invoice.finalized',
      'Invoice INV-2027-000001 of 9.500 KWD was issued for the period from 31 January 2027, 09:00 (Asia/Kuwait) ' +
        'to 28 February 2027, 09:00 (Asia/Kuwait).',
    ],
    [
      'attempt.declined',
      'Payment attempt 2 of 9.500 KWD was declined: insufficient funds (code 51); ' +
        'the next try is on 1 February 2027, 09:00 (Asia/Kuwait).',
    ],
    ['attempt.sent', 'Payment attempt 2 of 9.500 KWD was sent to Visa ending in 1019.'],
    ['subscription.canceled', 'Subscription was canceled: the customer asked.'],
  ])('%s', (type, words) => {
    expect(describeEvent({ type, data: FULL })).toBe(words);
  });

  it('a reason that is already a sentence does not end twice', () => {
    const data = { reason: 'The trial ended and there is no card to charge.' };
    expect(describeEvent({ type: 'subscription.canceled', data })).toBe(
      'Subscription was canceled: the trial ended and there is no card to charge.',
    );
  });

  it('a cancel that could not give back what was promised says so', () => {
    const data = {
      reason: 'moves away',
      credit_withheld: 'invoice INV-2027-000002 was still being collected',
    };
    expect(describeEvent({ type: 'subscription.canceled', data })).toBe(
      'Subscription was canceled: moves away; what is unused was not given back: invoice INV-2027-000002 was still being collected.',
    );
  });

  it('a gateway message keeps its dollars and loses its line breaks', () => {
    const data = { decline: { message: "Do not\n honour $& $'" } };
    expect(describeEvent({ type: 'attempt.declined', data })).toBe(
      "Payment attempt was declined: Do not honour $& $'.",
    );
  });

  it.each(['gift.given', 'toString', '__proto__', '', '...', 'x'])(
    'a type it does not know (%j) is still a sentence',
    (type) => {
      expectSentence(describeEvent({ type, data: FULL }));
    },
  );

  it('survives data of any shape', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVENT_TYPES),
        fc.dictionary(fc.constantFrom(...Object.keys(FULL)), fc.jsonValue()),
        (type, data) => {
          expect(describeEvent({ type, data })).toMatch(/\.$/);
        },
      ),
    );
    expectSentence(describeEvent({ type: 'invoice.paid', data: null as never }));
  });
});
