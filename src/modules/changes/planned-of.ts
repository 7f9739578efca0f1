import type { ChangeAsked } from '../../domain/change/change-types.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Plan, ScheduledChange, Subscription } from '../subscriptions/index.js';

/** Where a change begins that is not made at once; one of now then waits for a consent. */
export function momentOfPlan(
  { nextPeriodIndex, currentPeriodEnd, trialEnd, status }: Subscription,
  { when, at, afterPeriods = 1 }: ChangeAsked,
): Plan['when'] {
  if (when === 'date') return { at: at! };
  if (when === 'period_end') return { periodIndex: nextPeriodIndex };
  if (when === 'after_periods') return { periodIndex: nextPeriodIndex + afterPeriods - 1 };
  // Its share is one of the running period: after that it would be another change.
  return { at: status === 'trialing' ? trialEnd! : currentPeriodEnd! };
}

/** What is written down of it. */
export function plannedOf(
  subscription: Subscription,
  change: ChangeAsked,
  items: { price: string; quantity: string }[],
): Pick<Plan, 'what' | 'when'> {
  const { when: asked, proration } = change;
  const when = momentOfPlan(subscription, change);
  const what = { kind: 'items' as const, items };
  if (asked === 'date') return { what: { ...what, on_date: { proration } }, when };
  if (!('at' in when)) return { what, when };
  return { what: { ...what, on_consent: { proration, until: when.at.toISOString() } }, when };
}

/** Beside it no other change of items can be. */
export function refusedBeside({ publicId, origin, at }: ScheduledChange): AppError {
  const [who, way] = WAYS[origin];
  return new AppError(
    'change_planned',
    `${who} is planned for ${at.toISOString()} (${publicId}) and has all items as they were when it was planned, so it ` +
      `would take back this change, or be taken back by it: ${way}`,
  );
}

const UNDO = 'undo it first (DELETE of /scheduled-changes/{id}), or ask for this one at the same moment, ';
const WAYS: Record<ScheduledChange['origin'], [string, string]> = {
  request: ['A change of items', `${UNDO}where it takes its place`],
  migration: [
    'A change of items by a migration of its plan',
    `${UNDO}where it takes its place, and migrate the subscription again afterwards`,
  ],
  phase: [
    'A phase',
    'take the phases back first (PUT of /phases with none), make the change, and plan them anew with what it changed',
  ],
};
