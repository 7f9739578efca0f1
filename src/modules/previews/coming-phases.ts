import type { ForecastEntry } from '../../domain/subscription/forecast.js';
import { boundaryOf, type Plan, type Subscription } from '../subscriptions/index.js';

const DAY_MS = 86_400_000;

export interface PlannedPhase {
  what: Plan['what'];
  when: { periodIndex: number };
}

export interface ComingPhase {
  at: Date;
  plan: PlannedPhase;
  /** Its first invoice, where one is foretold. */
  first: ForecastEntry | null;
}

/** When each phase begins, and what it bills first. */
export function comingPhases(
  subscription: Subscription,
  plans: readonly PlannedPhase[],
  entries: readonly ForecastEntry[],
): ComingPhase[] {
  return plans.map((plan) => {
    const at = boundaryOf(subscription, plan.when.periodIndex);
    const first = entries.find(({ period, kind }) => kind === 'bill' && period.start >= at) ?? null;
    return { at, plan, first };
  });
}

/** How far ahead the last phase begins. */
export function monthsUntilLast(
  subscription: Subscription,
  plans: readonly PlannedPhase[],
  now: Date,
): number {
  const last = plans.at(-1);
  if (!last) return 0;
  const at = boundaryOf(subscription, last.when.periodIndex);
  return Math.max(0, Math.ceil((at.getTime() - now.getTime()) / (28 * DAY_MS)));
}
