import type { Anchor } from '../../domain/calendar/anchor.js';
import { asPartOfWhole } from '../../domain/calendar/period.js';
import type { ServicePeriod } from '../../domain/pricing/service-period.js';
import type { Subscription } from './subscription.entity.js';
import { anchorColumns, anchorOf, intervalOf } from './subscription-calendar.js';

type Columns = Pick<
  Subscription,
  'currentPeriodStart' | 'currentPeriodEnd' | 'skippedPeriodStart' | 'owedPeriodStart' | 'owedPeriodEnd'
>;

/**
 * The last period that was billed and is owed. It is the current one, unless that was skipped: what is paid
 * afterwards would be billed for a period that nobody owes, and for the one before it never.
 */
export function owedPeriod(subscription: Columns): ServicePeriod | null {
  const { currentPeriodStart, currentPeriodEnd, skippedPeriodStart } = subscription;
  if (currentPeriodStart === null || currentPeriodEnd === null) return null;
  // Whoever bills another period need not know of this: it has another start.
  const isSkipped = skippedPeriodStart?.getTime() === currentPeriodStart.getTime();
  if (!isSkipped) return { start: currentPeriodStart, end: currentPeriodEnd };
  const { owedPeriodStart: start, owedPeriodEnd: end } = subscription;
  return start && end && { start, end };
}

/** The same, with the whole period if it is the rest of one. */
export function owedPart(subscription: Subscription): ServicePeriod | null {
  const owed = owedPeriod(subscription);
  if (owed === null) return null;
  const { formerStubStart, formerStubOf: start } = subscription;
  if (start && formerStubStart?.getTime() === owed.start.getTime())
    return { ...owed, partOf: { start, end: owed.end } };
  return asPartOfWhole(owed, anchorOf(subscription), intervalOf(subscription));
}

/**
 * What its row says once periods are counted from another anchor. The rest of a period that is owed stays the rest of it:
 * by the new anchor it would be a whole one, and a fee of a few days cost as much as that.
 */
export function countedFromNow(subscription: Subscription, anchor: Anchor): Partial<Subscription> {
  const owed = owedPart(subscription);
  const former = owed?.partOf && { formerStubStart: owed.start, formerStubOf: owed.partOf.start };
  return { ...anchorColumns(anchor), ...former };
}

/** What its row says once a period was skipped, which is current from then on. */
export function afterSkip(subscription: Columns, { start, end }: ServicePeriod): Columns {
  const owed = owedPeriod(subscription);
  return {
    currentPeriodStart: start,
    currentPeriodEnd: end,
    skippedPeriodStart: start,
    owedPeriodStart: owed?.start ?? null,
    owedPeriodEnd: owed?.end ?? null,
  };
}
