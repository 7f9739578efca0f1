import { describeDayOf } from '../calendar/local-time.js';
import type { Period } from '../calendar/period.js';

/** What a line is for; half-open. Of one that is part of a whole period a fee costs its part. */
export type ServicePeriod = Omit<Period, 'index'>;

/** As it is stored with a line: instants, UTC. */
export interface ServicePeriodInputs {
  period_start: string;
  period_end: string;
  time_zone: string;
}

export function servicePeriodInputs({ start, end }: ServicePeriod, timeZone: string): ServicePeriodInputs {
  return { period_start: start.toISOString(), period_end: end.toISOString(), time_zone: timeZone };
}

/** "for 31 January 2026 up to but not including 28 February 2026 (Asia/Kuwait)" */
export function forPeriod({ period_start, period_end, time_zone }: ServicePeriodInputs): string {
  const day = (instant: string): string => describeDayOf(new Date(instant), time_zone);
  return `for ${day(period_start)} up to but not including ${day(period_end)} (${time_zone})`;
}
