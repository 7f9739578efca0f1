import type { ServicePeriod } from '../pricing/service-period.js';

/**
 * What is billed afterwards when the next period is: the last one that is owed, which is over then. What passed
 * without access is not owed; what was used all the same is.
 */
export function endedPeriod(
  owed: ServicePeriod | null,
  resumedAt: Date | null,
  isUsage: boolean,
): ServicePeriod | null {
  const hadNoAccess = owed !== null && resumedAt !== null && owed.end <= resumedAt;
  return hadNoAccess && !isUsage ? null : owed;
}
