import { describeMoney } from '../money/money.js';
import type { NotChargedFacts, OpenCharge } from './not-charged-facts.js';
import { because, day, on, type Reason, reason, times } from './reason.js';
import { ofPause, ofTime, ofTrial } from './what-comes.js';

/**
 * Why nothing was charged, or is not charged now: every reason that holds, what stands nearest to the money
 * first. There is always one. Pure, and from facts alone: what is not known is not guessed at.
 */
export function whyNotCharged(facts: NotChargedFacts): Reason[] {
  const reasons = [
    ...ofEngine(facts),
    ...ofState(facts),
    ...ofReview(facts),
    ...facts.charges.flatMap((charge) => ofCharge(charge, facts)),
    ...ofMeans(facts),
    ...ofGates(facts),
  ];
  reasons.push(...ofThreshold(facts), ...ofTime(facts, reasons.length > 0));
  if (facts.testClock && facts.testClock.real > facts.now) reasons.push(behind(facts));
  return reasons;
}

function ofEngine({
  isRecovering,
  chargingStopped,
  quarantine,
  billingFailures,
  ...facts
}: NotChargedFacts): Reason[] {
  const found: Reason[] = [];
  if (isRecovering) {
    found.push(reason('recovering', 'The database was restored, and it is being found out what was paid already; nothing is charged until that is known.')); // prettier-ignore
  }
  if (chargingStopped) {
    const { at, reason: why } = chargingStopped;
    found.push(reason('charging_stopped', `All charging of the merchant is stopped since ${day(at, facts)}${because(why)}.`)); // prettier-ignore
  }
  if (quarantine) {
    found.push(reason('quarantined', `The subscription was set aside for a person on ${day(quarantine.at, facts)}${because(quarantine.reason)}.`)); // prettier-ignore
  } else if (billingFailures > 0) {
    found.push(reason('billing_fails', `Billing it failed ${times(billingFailures)}; it is tried again${on(facts.nextBillAt, facts)}.`, facts.nextBillAt)); // prettier-ignore
  }
  return found;
}

function ofReview({ inReview, ...facts }: NotChargedFacts): Reason[] {
  if (inReview === null) return [];
  const { amount, until } = inReview;
  const when = until === null ? 'when that is asked for' : `on ${day(until, facts)}`;
  return [reason('in_review', `An invoice of ${describeMoney(amount)} is a draft; it is finalized ${when}, and charged then.`, until)]; // prettier-ignore
}

function ofState(facts: NotChargedFacts): Reason[] {
  const { status, pastDueSince, cancelReason, endedAt } = facts;
  switch (status) {
    case 'incomplete':
      return [reason('incomplete', 'It waits for the customer, who has not yet paid, or saved a card, on the payment page.')]; // prettier-ignore
    case 'trialing':
      return [ofTrial(facts), ...cancels(facts)];
    case 'paused':
      return [
        pastDueSince
          ? reason('paused', 'Collection was given up and the subscription paused; it resumes when the open invoice is paid.') // prettier-ignore
          : ofPause(facts),
      ];
    case 'unpaid':
      return [reason('unpaid', 'Collection of an earlier invoice was given up; no new period is billed until that one is paid.')]; // prettier-ignore
    case 'canceled':
    case 'ended':
      return [reason('over', `The subscription is ${status}${endedAt ? ` since ${day(endedAt, facts)}` : ''}${because(cancelReason)}; nothing is billed any more.`)]; // prettier-ignore
    case 'active':
    case 'past_due':
      return cancels(facts);
  }
}

function cancels(facts: NotChargedFacts): Reason[] {
  const { cancelRequestedAt, cancelAtPeriodEnd, nextBillAt } = facts;
  if (cancelRequestedAt) {
    return [reason('cancel_pending', 'It is being canceled and waits for the answer to a payment on its way; nothing new is charged.')]; // prettier-ignore
  }
  if (!cancelAtPeriodEnd) return [];
  return [reason('cancel_at_period_end', `It will be canceled${on(nextBillAt, facts)} instead of being renewed.`, nextBillAt)]; // prettier-ignore
}

function ofCharge(charge: OpenCharge, facts: NotChargedFacts): Reason[] {
  const what = `${describeMoney(charge.amount)}${charge.invoiceNumber ? ` of invoice ${charge.invoiceNumber}` : ''}`;
  if (charge.isManual) {
    return [reason('manual', `Whether ${what} was paid could not be found out by asking; a person has to decide.`)]; // prettier-ignore
  }
  if (charge.inDoubtSince) {
    return [reason('in_doubt', `The payment of ${what} was sent on ${day(charge.inDoubtSince, facts)} and got no answer that can be believed; it is asked for, and not repeated until it is known.`)]; // prettier-ignore
  }
  switch (charge.status) {
    case 'awaiting_customer':
      return [reason('customer_pays', `The customer has a page open on which ${what} can be paid; the card is not charged meanwhile.`)]; // prettier-ignore
    case 'processing':
      return [reason('waiting', `${what} is being charged at this moment.`)];
    case 'failed':
      return [reason('given_up', `Collecting ${what} was given up; a new card or the customer's payment settles it.`)]; // prettier-ignore
    case 'blocked':
    case 'scheduled':
      return ofScheduled(charge, what, facts);
  }
}

function ofScheduled(charge: OpenCharge, what: string, facts: NotChargedFacts): Reason[] {
  const { nextAction, nextActionAt: at, nextActionReason, retriesLeft, finalAction } = charge;
  if (nextAction === 'final') {
    const end = { cancel: 'is canceled', unpaid: 'stays unpaid', pause: 'is paused' }[
      finalAction ?? 'cancel'
    ];
    return [reason('dunning', `${what} was declined and no further try is planned; the subscription ${end}${on(at, facts)}${because(nextActionReason)}.`, at)]; // prettier-ignore
  }
  if (at === null || at <= facts.now) return [];
  if (finalAction !== null) {
    const left = retriesLeft === 0 ? 'it is the last one' : `${retriesLeft} more may follow`;
    return [reason('dunning', `${what} was declined; the next try is${on(at, facts)} and ${left}.`, at)];
  }
  return [reason('waiting', `${what} is tried${on(at, facts)}${because(nextActionReason)}.`, at)];
}

/** What would stand in the way of a charge, whether one is due or not. */
function ofMeans({ card, agreementRefusal, status, isFree }: NotChargedFacts): Reason[] {
  if (['canceled', 'ended', 'incomplete'].includes(status) || isFree) return [];
  if (card === null) return [reason('no_card', 'There is no card on file; the customer has to give one.')];
  if (card.status !== 'active') {
    return [reason('card_unusable', `The card on file is not charged${because(card.refusedReason ?? `it was ${card.status}`)}; the customer has to give another.`)]; // prettier-ignore
  }
  const found: Reason[] = [];
  if (card.expired !== null) {
    found.push(reason('card_unusable', `The card on file expired in ${card.expired}; its issuer will likely decline it.`)); // prettier-ignore
  }
  if (agreementRefusal !== null) found.push(reason('agreement', agreementRefusal));
  return found;
}

function ofGates({ hold, breaker, budgetUntil, ...facts }: NotChargedFacts): Reason[] {
  const found: Reason[] = [];
  if (hold) {
    const whose = hold.isOfMerchant ? 'All charges of the merchant are' : 'Its charges are';
    found.push(
      reason('held', `${whose} held for a person since ${day(hold.at, facts)}${because(hold.reason)}.`),
    );
  }
  if (breaker) {
    found.push(reason('breaker', `The gateway ${breaker.gateway} does not say what becomes of charges since ${day(breaker.since, facts)}, so none is begun there${because(breaker.reason)}.`)); // prettier-ignore
  }
  if (budgetUntil) {
    found.push(reason('budget', `The requests that Ottu allows a day are used up; charges go on${on(budgetUntil, facts)}.`, budgetUntil)); // prettier-ignore
  }
  return found;
}

/** Usage that would have been billed before its period ends; the period bills it in any case. */
function ofThreshold({ heldBack, ...facts }: NotChargedFacts): Reason[] {
  if (heldBack === null) return [];
  const { accrued, threshold, why, until } = heldBack;
  const then = until ? `that is looked at again${on(until, facts)}` : 'it is billed with its period';
  return [reason('threshold_held', `Usage of ${describeMoney(accrued)} has come to the threshold of ${describeMoney(threshold)} and is not billed at once: ${why}; ${then}.`, until)]; // prettier-ignore
}

function behind({ now, testClock, timeZone }: NotChargedFacts): Reason {
  const today = day(testClock!.real, { timeZone });
  return reason('test_clock', `For this merchant it is ${day(now, { timeZone })} by its test clock, while it is ${today} elsewhere; nothing happens until the test clock is advanced.`); // prettier-ignore
}
