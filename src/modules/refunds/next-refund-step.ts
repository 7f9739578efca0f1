import { FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import { describeMoney, equals, money } from '../../domain/money/money.js';
import type { OperationReading } from '../../gateway/payment-gateway.js';
import { after, type Moment } from '../charges/index.js';
import { isGivenBack } from './attribute-refunds.js';
import type { Refund } from './refund.entity.js';
import type { RefundOutcome } from './refund-outcome.js';

/** What was seen at the platform, for one refund of ours. */
export type Sight =
  /**
   * `mine` is this refund there; `leftMinor` what of the payment nobody has given back; `otherCurrency` one in which
   * something was given back too, which says nothing of how much of ours is left. `isUnproven`: something there
   * leaves no room for one of ours and was seen for the first time; that none is left is not believed yet.
   */
  | {
      kind: 'told';
      mine: OperationReading | null;
      leftMinor: bigint;
      otherCurrency?: string;
      isUnproven?: true;
    }
  | { kind: 'untold'; message: string; isOld?: true }
  | { kind: 'unreadable'; reason: string; retryAfterSeconds: number | null };

export type RefundStep =
  /** The first time, or again under the same tracking key. */
  { do: 'send' } | { do: 'settle'; outcome: RefundOutcome } | { do: 'wait'; at: Date; unseen?: Unseen };

/** Nothing was sent, for the payment cannot be looked at: since when, and whether that is told now. */
export interface Unseen {
  since: Date;
  reason: string;
  isTold: boolean;
}

export type RefundFacts = Pick<
  Refund,
  | 'kind'
  | 'status'
  | 'amountMinor'
  | 'currency'
  | 'sends'
  | 'looks'
  | 'requestedAt'
  | 'unseenSince'
  | 'unseenToldAt'
  | 'firstSentAt'
  | 'sentAt'
  | 'queuedAt'
>;

/**
 * How long after a call without an answer the same is asked again. The platform answers a repeat with the first
 * one's result once it has one; while the first is still on its way, that is not promised. So the repeat waits
 * longer than any gateway takes to answer, as before a charge is repeated.
 */
const REPEAT_WAIT_MINUTES = FENCE_WAIT_MINUTES;
/** When one in doubt is looked at; the last one repeats. */
const LOOKS_MINUTES = [1, 5, 15, 31];
/** When one that the gateway has queued is looked at; the last one repeats. */
const QUEUED_LOOKS_MINUTES = [15, 60, 180, 360];
/** Before the first send there is no hurry; the last one repeats. */
const BEFORE_SENDING_MINUTES = [1, 5, 15, 60];
const MOST_SENDS = 4;
const MOST_DAYS_IN_DOUBT = 7;
const MOST_DAYS_UNSEEN = 7;
const UNSEEN_TOLD_EVERY_DAYS = 1;
const MOST_DAYS_QUEUED = 30;
/** Where the platform never tells how a queued refund ended. */
const MOST_DAYS_QUEUED_UNTOLD = 3;

/** Pure: refund, what was seen, what time it is for the merchant. */
export function nextRefundStep(refund: RefundFacts, sight: Sight, moment: Moment): RefundStep {
  switch (refund.status) {
    case 'requested':
      return beforeSending(refund, sight, moment);
    case 'sent':
    case 'unknown':
      return inDoubt(refund, sight, moment);
    case 'queued':
      return whileQueued(refund, sight, moment);
    case 'awaiting_approval':
    case 'manual':
    case 'succeeded':
    case 'rejected':
      throw new Error(`a refund that is ${refund.status} has no next step`);
  }
}

/** Somebody may have given the money back at the platform itself; that is seen before ours is sent. */
function beforeSending(refund: RefundFacts, sight: Sight, moment: Moment): RefundStep {
  if (sight.kind === 'unreadable') return unseen(refund, sight, moment);
  if (sight.kind === 'told' && sight.leftMinor < refund.amountMinor) {
    // Rejected is for good, and one number of one answer may have been altered on its way.
    const isFirst = sight.isUnproven || (refund.kind === 'refund' && refund.looks === 0);
    return isFirst ? wait(moment, sight, BEFORE_SENDING_MINUTES, refund.looks) : settle(tooLate(refund));
  }
  return send(sight);
}

/** Sent blindly it might go back twice; waiting without a word, the customer would wait for ever. */
function unseen(
  refund: RefundFacts,
  sight: Extract<Sight, { kind: 'unreadable' }>,
  moment: Moment,
): RefundStep {
  const since = refund.unseenSince ?? moment.now;
  const reason = `its payment cannot be looked at: ${sight.reason}`;
  if (moment.now >= after(moment, { days: MOST_DAYS_UNSEEN }, since)) {
    return settle({ kind: 'to_human', reason: `nothing was sent in ${MOST_DAYS_UNSEEN} days: ${reason}` });
  }
  const isTold =
    refund.unseenToldAt === null ||
    moment.now >= after(moment, { days: UNSEEN_TOLD_EVERY_DAYS }, refund.unseenToldAt);
  const { at } = wait(moment, sight, BEFORE_SENDING_MINUTES, refund.looks);
  return { do: 'wait', at, unseen: { since, reason, isTold } };
}

/** What was given back in another currency cannot be taken off: how much is left, a person has to find out. */
function send(sight: Sight): RefundStep {
  if (sight.kind !== 'told' || sight.otherCurrency === undefined) return { do: 'send' };
  const reason = `something was given back in ${sight.otherCurrency} at the payment platform, so that nobody knows how much of the payment is left`;
  return settle({ kind: 'to_human', reason });
}

function inDoubt(refund: RefundFacts, sight: Sight, moment: Moment): RefundStep {
  const ripe = after(moment, { minutes: REPEAT_WAIT_MINUTES }, refund.sentAt!);
  const isRipe = moment.now >= ripe;
  if (sight.kind === 'told' && sight.mine !== null) {
    if (sight.mine.state !== 'refund_rejected' || isRipe) return settle(saidOf(sight.mine, refund));
  }
  if (moment.now >= after(moment, { days: MOST_DAYS_IN_DOUBT }, refund.firstSentAt!)) {
    return settle({ kind: 'to_human', reason: `no answer in ${MOST_DAYS_IN_DOUBT} days of asking` });
  }
  if (sight.kind === 'unreadable' || !isRipe) {
    const { at } = wait(moment, sight, LOOKS_MINUTES, refund.looks);
    return { do: 'wait', at: !isRipe && ripe < at ? ripe : at };
  }
  // Long past every answer: what is not there did not happen, and what others gave leaves no room for it.
  if (sight.kind === 'told' && sight.leftMinor < refund.amountMinor) {
    return sight.isUnproven ? wait(moment, sight, LOOKS_MINUTES, refund.looks) : settle(tooLate(refund));
  }
  if (refund.sends < MOST_SENDS) return send(sight);
  return wait(moment, sight, LOOKS_MINUTES, refund.looks);
}

/** It is the gateway's to decide. Sending again could only make a second one of it. */
function whileQueued(refund: RefundFacts, sight: Sight, moment: Moment): RefundStep {
  if (sight.kind === 'told' && sight.mine !== null && sight.mine.state !== 'refund_queued') {
    return settle(saidOf(sight.mine, refund));
  }
  const days = sight.kind === 'untold' ? MOST_DAYS_QUEUED_UNTOLD : MOST_DAYS_QUEUED;
  if (moment.now >= after(moment, { days }, refund.queuedAt!)) {
    return settle({ kind: 'to_human', reason: `queued at the gateway for ${days} days` });
  }
  return wait(moment, sight, QUEUED_LOOKS_MINUTES, refund.looks);
}

/**
 * What the platform's word about one of ours means for it. Found again by its name, and of another amount: so much went
 * back and our books would say something else, and which of the two is right nobody here can tell.
 */
export function saidOf(
  reading: OperationReading,
  { kind, amountMinor, currency }: Pick<Refund, 'kind' | 'amountMinor' | 'currency'>,
): RefundOutcome {
  const ours = money(amountMinor, currency);
  if (isGivenBack(reading) && !equals(reading.amount, ours)) {
    const reason = `the payment platform tells of it as ${describeMoney(reading.amount)}; the ${kind} is of ${describeMoney(ours)}`;
    return { kind: 'to_human', reason };
  }
  switch (reading.state) {
    case 'refunded':
    case 'paid':
    case 'voided':
      return { kind: 'succeeded', refund: reading };
    case 'refund_queued':
      return { kind: 'queued', refund: reading };
    case 'refund_rejected':
      return { kind: 'rejected', refund: reading, reason: 'the gateway rejected the refund' };
  }
}

function tooLate({ kind }: RefundFacts): RefundOutcome {
  const reason =
    kind === 'refund'
      ? 'the payment was given back already at the payment platform; less than this is left of it'
      : 'what the bank held was captured or let go already';
  return { kind: 'rejected', refund: null, reason };
}

function settle(outcome: RefundOutcome): RefundStep {
  return { do: 'settle', outcome };
}

function wait(
  moment: Moment,
  sight: Sight,
  minutes: readonly number[],
  looks: number,
): Extract<RefundStep, { do: 'wait' }> {
  const usual = minutes[Math.min(looks, minutes.length - 1)]! * 60;
  const asked = sight.kind === 'unreadable' ? (sight.retryAfterSeconds ?? 0) : 0;
  return { do: 'wait', at: after(moment, { seconds: Math.max(usual, asked) }) };
}
