import { defineStateMachine, next } from '../state-machine.js';

export const BREAKER_STATES = [
  /** Charges go through. */
  'closed',
  /** No charge is begun; what was begun is asked about as always. */
  'open',
  /** One charge is on its way as a probe. */
  'half_open',
] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export type BreakerEvent = 'trip' | 'probe_taken' | 'probe_answered' | 'probe_unanswered';

/** Stops charging through a gateway that no longer says what became of the money. */
export const breakerMachine = defineStateMachine<BreakerState, BreakerEvent>({
  name: 'breaker',
  states: BREAKER_STATES,
  initial: 'closed',
  final: [],
  transitions: {
    closed: { trip: 'open' },
    open: { probe_taken: 'half_open' },
    half_open: {
      // The one before was lost: its process died, or it was never sent.
      probe_taken: 'half_open',
      probe_answered: 'closed',
      probe_unanswered: 'open',
    },
  },
});

export const MOST_UNKNOWNS_IN_ROW = 5;
/** More than every fifth unknown, among at least this many answers in five minutes. */
export const MOST_UNKNOWN_PERCENT = 20;
export const LEAST_ANSWERS = 20;
const WINDOW_MINUTES = 5;
export const OPEN_MINUTES = 15;
/** Longer than a charge may take to be sent and answered; then the probe is lost and another may go. */
export const PROBE_MINUTES = 5;

/** What came back within one minute. `at` counts minutes from the epoch. */
export interface Minute {
  at: number;
  answered: number;
  unknown: number;
}

export interface Breaker {
  state: BreakerState;
  /** Open: until then no probe. Half open: until then the probe is waited for. Null when closed. */
  until: Date | null;
  unknownsInRow: number;
  minutes: readonly Minute[];
}

/** Answers to charge calls since the last time they were told; `trailing` unknowns came after the last answer. */
export interface Tally {
  answered: number;
  unknown: number;
  trailing: number;
}

/** A merchant's present, and what part of their production length its waits have. */
interface Moment {
  now: Date;
  waitScale: number;
}

export const NEW_BREAKER: Breaker = {
  state: breakerMachine.initial,
  until: null,
  unknownsInRow: 0,
  minutes: [],
};

export interface Recorded {
  breaker: Breaker;
  /** Why it opened, if it did now. */
  reason: string | null;
}

/** What the breaker makes of answers. While open it learns nothing: they are to calls made before it opened. */
export function record(breaker: Breaker, tally: Tally, moment: Moment): Recorded {
  switch (breaker.state) {
    case 'open':
      return { breaker, reason: null };
    case 'half_open': {
      if (tally.unknown > 0) return opened(breaker, 'probe_unanswered', 'the probe got no answer', moment);
      if (tally.answered === 0) return { breaker, reason: null };
      const state = next(breakerMachine, breaker.state, 'probe_answered');
      return { breaker: { ...NEW_BREAKER, state }, reason: null };
    }
    case 'closed': {
      const counted = count(breaker, tally, moment);
      const reason = tripReason(counted);
      return reason === null ? { breaker: counted, reason } : opened(counted, 'trip', reason, moment);
    }
  }
}

/** Why a closed breaker with these counts has to open, or null. */
function tripReason({ unknownsInRow, minutes }: Breaker): string | null {
  if (unknownsInRow >= MOST_UNKNOWNS_IN_ROW) return `${unknownsInRow} charges in a row got no answer`;
  const unknown = minutes.reduce((sum, minute) => sum + minute.unknown, 0);
  const all = minutes.reduce((sum, minute) => sum + minute.answered, unknown);
  if (all < LEAST_ANSWERS || unknown * 100 <= all * MOST_UNKNOWN_PERCENT) return null;
  return `${unknown} of ${all} charges within ${WINDOW_MINUTES} minutes got no answer`;
}

/** Whether one charge may go as a probe now. */
export function mayProbe({ state, until }: Breaker, now: Date): boolean {
  return state !== 'closed' && until! <= now;
}

export function takeProbe(breaker: Breaker, { now, waitScale }: Moment): Breaker {
  const state = next(breakerMachine, breaker.state, 'probe_taken');
  return { ...breaker, state, until: inMinutes(PROBE_MINUTES, now, waitScale) };
}

function count(
  breaker: Breaker,
  { answered, unknown, trailing }: Tally,
  { now, waitScale }: Moment,
): Breaker {
  const at = Math.floor(now.getTime() / (60_000 * waitScale));
  const kept = breaker.minutes.filter((minute) => minute.at > at - WINDOW_MINUTES && minute.at !== at);
  const current = breaker.minutes.find((minute) => minute.at === at) ?? { at, answered: 0, unknown: 0 };
  const sum = { at, answered: current.answered + answered, unknown: current.unknown + unknown };
  const unknownsInRow = answered > 0 ? trailing : breaker.unknownsInRow + unknown;
  return { ...breaker, unknownsInRow, minutes: [...kept, sum] };
}

function opened(breaker: Breaker, event: BreakerEvent, reason: string, moment: Moment): Recorded {
  const state = next(breakerMachine, breaker.state, event);
  const until = inMinutes(OPEN_MINUTES, moment.now, moment.waitScale);
  return { breaker: { state, until, unknownsInRow: 0, minutes: [] }, reason };
}

function inMinutes(minutes: number, now: Date, waitScale: number): Date {
  return new Date(now.getTime() + Math.max(1, minutes * 60_000 * waitScale));
}
