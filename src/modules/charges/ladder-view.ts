import { type Ladder, putOff } from '../../domain/dunning/ladder.js';
import type { Charge, StoredLadder } from './charge.entity.js';
import type { NextAction } from './charge-lifecycle.js';

/**
 * A ladder as it lies in the row, in the words of the domain. One of an older version lacks the reasons, and ends
 * its retries with its last step.
 */
export function readLadder(ladder: StoredLadder): Ladder {
  return {
    retries: ladder.retries.map((at) => new Date(at)),
    reasons: ladder.reasons ?? [],
    dropped: ladder.dropped ?? [],
    graceUntil: new Date(ladder.graceUntil),
    noticeAt: ladder.noticeAt ? new Date(ladder.noticeAt) : null,
    finalAt: new Date(ladder.finalAt),
    lastRetryBefore: new Date(ladder.lastRetryBefore ?? ladder.finalAt),
    times: ladder.times ?? null,
  };
}

/**
 * A try that has to wait may not wait beyond the end of its ladder: there the next period is charged, and the
 * customer was told that this is the last day. Put off to another day it keeps the hour and the days of its policy,
 * but for a card that its customer has just given. A ladder that has ended bounds nothing any more: what was given up
 * is tried again with a new card.
 */
export function withinLadder(
  { ladder, cardGivenAt }: Pick<Charge, 'ladder' | 'cardGivenAt'>,
  { at, reason }: { at: Date; reason: string },
  now: Date,
): NextAction {
  const end = ladder && new Date(ladder.finalAt);
  if (end === null || end <= now) return { action: 'attempt', at, reason };
  if (at >= end)
    return { action: 'final', at: end, reason: `No try fits before the last step of collection: ${reason}` };
  if (cardGivenAt !== null) return { action: 'attempt', at, reason };
  return { action: 'attempt', at: putOff({ ...readLadder(ladder!), planned: now, earliest: at }), reason };
}

/** Since when a subscription is past due, and until when it keeps access, by a debt that was declined. */
export function standingBy({ firstDeclinedAt, ladder }: Pick<Charge, 'firstDeclinedAt' | 'ladder'>) {
  return { pastDueSince: firstDeclinedAt, ...(ladder && { graceUntil: new Date(ladder.graceUntil) }) };
}

export interface LadderStep {
  number: number;
  plannedAt: string;
  because: string | null;
  /** used: its try was made, or was overtaken. next: that is what is waited for. dropped: it will not be made. */
  state: 'used' | 'next' | 'planned' | 'dropped';
}

type Standing = Pick<Charge, 'status' | 'retriesUsed' | 'nextAction'>;

/** How far the ladder of a charge has been climbed. */
export function stepsOf(ladder: StoredLadder, { status, retriesUsed, nextAction }: Standing): LadderStep[] {
  const goesOn = nextAction === 'attempt' || status === 'processing' || status === 'blocked';
  return ladder.retries.map((plannedAt, i) => ({
    number: i + 1,
    plannedAt,
    because: ladder.reasons?.[i] ?? null,
    state: stateOf(i + 1),
  }));

  function stateOf(number: number): LadderStep['state'] {
    if (number < retriesUsed) return 'used';
    if (number === retriesUsed) return nextAction === 'attempt' ? 'next' : 'used';
    return goesOn ? 'planned' : 'dropped';
  }
}
