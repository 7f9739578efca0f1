import { describeMoney } from '../money/money.js';
import type { NotChargedFacts } from './not-charged-facts.js';
import { because, day, on, type Reason, reason } from './reason.js';

/** When nothing else stands in the way, time does. */
export function ofTime(facts: NotChargedFacts, isWaiting: boolean): Reason[] {
  const { nextBillAt, now, withoutCharge, isFree, coming } = facts;
  const found: Reason[] = [];
  if (withoutCharge) {
    const why =
      withoutCharge.because === 'zero' ? 'comes to nothing' : "was paid from the customer's balance";
    found.push(reason('nothing_to_charge', `Invoice ${withoutCharge.invoiceNumber ?? 'in the making'} ${why}, so no card was charged for it.`)); // prettier-ignore
  }
  if (isFree)
    found.push(reason('free', 'What is subscribed to costs nothing, so there is nothing to charge.'));
  if (isWaiting || nextBillAt === null) return found;
  const at = coming.next ?? nextBillAt;
  const last = ofEnd(facts);
  if (last) {
    found.push(last);
  } else if (at <= now) {
    found.push(reason('due_now', 'Its period is due and is billed as soon as the clock comes to it.'));
  } else {
    found.push(reason('not_due', `Nothing is due: the next ${coming.isChange ? 'invoice is that of a planned change' : 'period is billed'}${on(at, facts)}.${lastPayment(facts)}`, at)); // prettier-ignore
  }
  return found;
}

/** A trial ends with a charge, or without one: then nobody is to be told of a charge. */
export function ofTrial(facts: NotChargedFacts): Reason {
  const { trialEnd, coming } = facts;
  const end = endsFirst(facts);
  const how = end && HOW[end.kind];
  if (!how)
    return reason('trial', `The trial is running; the first charge is due when it ends${on(trialEnd, facts)}.`, trialEnd); // prettier-ignore
  const then = coming.next === null ? 'nothing is charged' : STILL_BILLED;
  return reason('trial', `The trial is running; ${how}${on(end.at, facts)}, and ${then}.`, end.at);
}

export function ofPause({ coming: { resumesAt, end }, ...facts }: NotChargedFacts): Reason {
  const isOverBefore = resumesAt !== null && end?.kind === 'cancel' && end.at <= resumesAt;
  if (resumesAt === null || isOverBefore)
    return reason('paused', 'The subscription is paused; nothing is billed until it is resumed.');
  return reason('paused', `The subscription is paused; nothing is billed until it goes on by itself${on(resumesAt, facts)}.`, resumesAt); // prettier-ignore
}

const HOW: Record<string, string> = { cancel: 'it is canceled', end: 'it ends', pause: 'it is paused' };

const STILL_BILLED = 'what is still to be paid of its last period is billed then';

/** Nothing is billed before it is over, or stands still: `next_bill_at` of the row is no billing then. */
function ofEnd(facts: NotChargedFacts): Reason | null {
  const end = endsFirst(facts);
  if (!end) return null;
  const { now, coming } = facts;
  const how = HOW[end.kind];
  const isAhead = end.at > now;
  const until = isAhead ? end.at : null;
  if (!how) {
    const since = isAhead ? ` from ${day(end.at, facts)} on` : '';
    return reason('ends_first', `No further period is billed${since}${because(end.reason)}.`, until);
  }
  const when = isAhead ? on(end.at, facts) : ' as soon as the clock comes to it';
  const rest = coming.next === null ? '' : `, and ${STILL_BILLED}`;
  return reason('ends_first', `Nothing is due, and no further period is billed: ${how}${when}${rest}.${lastPayment(facts)}`, until); // prettier-ignore
}

function endsFirst({ coming: { next, end } }: NotChargedFacts) {
  return end !== null && (next === null || next >= end.at) ? end : null;
}

function lastPayment({ lastPaid, ...facts }: NotChargedFacts): string {
  if (!lastPaid) return '';
  const { amount, invoiceNumber, at } = lastPaid;
  const what = `${describeMoney(amount)}${invoiceNumber ? ` of invoice ${invoiceNumber}` : ''}`;
  return ` The last payment, ${what}, arrived on ${day(at, facts)}.`;
}
