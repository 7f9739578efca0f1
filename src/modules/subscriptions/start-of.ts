import { type Anchor, anchorAt, type Stub } from '../../domain/calendar/anchor.js';
import { type Interval } from '../../domain/calendar/interval.js';
import { boundary, boundaryDate, indexAt } from '../../domain/calendar/period.js';
import type { StubPolicy } from '../../domain/subscription/stub-policy.js';
import { AppError } from '../../platform/http/app-error.js';
import type { CreateSubscriptionRequest } from './dto/create-subscription.request.js';
import type { Subscription } from './subscription.entity.js';
import { anchorOf, intervalOf } from './subscription-calendar.js';

export interface Start {
  anchor: Anchor;
  trialDays: number;
  /** Fixed already where the time until the anchor is free; a trial's own end follows from when its card is saved. */
  trialEnd: Date | null;
}

interface StartFacts {
  request: Pick<CreateSubscriptionRequest, 'anchor' | 'trial_days' | 'trial_without_card'>;
  interval: Interval;
  trialDays: number;
  /** As the plan says; the request's own comes first. */
  planStub: StubPolicy;
  timeZone: string;
  /** What `align_to` names, if anything. */
  other: Subscription | null;
}

const DAY_MS = 86_400_000;

/** Where the periods of a new subscription are counted from, and what the time until then costs. */
export function startOf(
  { request, interval, trialDays, planStub, timeZone, other }: StartFacts,
  now: Date,
): Start {
  const { anchor: asked } = request;
  if (request.trial_without_card !== undefined && trialDays === 0) {
    throw AppError.field('rule_violation', 'trial_without_card', 'there is no trial; give trial_days');
  }
  if (!asked) return { anchor: anchorAt(now, timeZone), trialDays, trialEnd: null };
  if (trialDays > 0) {
    const message =
      'a trial counts from its own end; use one or the other (trial_days 0 switches a trial off)';
    throw AppError.field('rule_violation', 'anchor', message);
  }
  const wanted = wantedAnchor(asked, interval, timeZone, other, now);
  const first = boundary(wanted, interval, wanted.index ?? 0);
  const start = new Date(Math.floor(now.getTime() / 1000) * 1000);
  // Before it only where the clock was put back meanwhile: the wanted time of the wanted day is then shown twice.
  if (first.getTime() <= start.getTime()) return { anchor: wanted, trialDays, trialEnd: null };
  const policy = asked.stub ?? planStub;
  if (policy === 'free') {
    return {
      anchor: wanted,
      trialDays: Math.ceil((first.getTime() - now.getTime()) / DAY_MS),
      trialEnd: first,
    };
  }
  const stub: Stub = { start, policy };
  return { anchor: { ...wanted, index: 1, stub }, trialDays, trialEnd: null };
}

/** Its own boundary 0 is the first one from now on. */
function wantedAnchor(
  { day_of_month: day, align_to: id }: NonNullable<CreateSubscriptionRequest['anchor']>,
  interval: Interval,
  timeZone: string,
  other: Subscription | null,
  now: Date,
): Anchor {
  if ((day === undefined) === (id === undefined)) {
    throw AppError.field('invalid_request', 'anchor', 'must have either day_of_month or align_to');
  }
  if (day !== undefined) {
    if (interval.unit === 'month' || interval.unit === 'year') return anchorAt(now, timeZone, day);
    const message = `a subscription that renews by the ${interval.unit} has no day of the month`;
    throw AppError.field('rule_violation', 'anchor.day_of_month', message);
  }
  if (!other || other.endedAt !== null) {
    const message = `this customer has no subscription ${id!} that goes on`;
    throw AppError.field('rule_violation', 'anchor.align_to', message);
  }
  const its = intervalOf(other);
  if (its.unit !== interval.unit || its.count !== interval.count) {
    throw AppError.field('rule_violation', 'anchor.align_to', 'that subscription has another interval');
  }
  const { stub: _stub, index: _index, ...counted } = anchorOf(other);
  const running = indexAt(counted, interval, now);
  const next = boundary(counted, interval, running).getTime() === now.getTime() ? running : running + 1;
  return { ...counted, localDate: boundaryDate(counted, interval, next) };
}
