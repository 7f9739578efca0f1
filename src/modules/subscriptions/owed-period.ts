import type { ServicePeriod } from '../../domain/pricing/service-period.js';
import type { Subscription } from './subscription.entity.js';

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
