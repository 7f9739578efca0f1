/** How a merchant collects after a decline. Versioned: a ladder that began keeps the version it began with. */
export interface DunningPolicy {
  readonly version: number;
  /** Days after the first decline, rising; at most four. */
  readonly retryDays: readonly number[];
  /** Access is kept for so many days. */
  readonly graceDays: number;
  /** The day of the final action, after the last retry; at most 21. */
  readonly finalDay: number;
  readonly finalAction: 'cancel' | 'unpaid' | 'pause';
  /** 0 to 23, the customer's local hour for retries; absent: the hour of the first decline. */
  readonly localHour?: number;
}

/** What a merchant gets who says nothing. */
export const DEFAULT_DUNNING: DunningPolicy = {
  version: 1,
  retryDays: [1, 3, 7, 14],
  graceDays: 10,
  finalDay: 21,
  finalAction: 'cancel',
};

/**
 * Our own walls, well inside the networks' (Visa: 15 tries again in 30 days; Mastercard: 35 in 30 days),
 * because those count a card's tries over all its subscriptions.
 */
export const MAX_RETRIES = 4;
export const MAX_DUNNING_DAYS = 21;

/** @throws RangeError naming the field, what it is and what is allowed */
export function assertPolicy({ retryDays, graceDays, finalDay, localHour }: DunningPolicy): void {
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(
        `dunning policy: ${name} is ${value}; allowed is a whole number from ${least} to ${most}`,
      );
    }
  };
  whole('finalDay', finalDay, 1, MAX_DUNNING_DAYS);
  whole('graceDays', graceDays, 0, finalDay);
  whole('number of retryDays', retryDays.length, 0, MAX_RETRIES);
  retryDays.forEach((day, i) => whole(`retryDays[${i}]`, day, (retryDays[i - 1] ?? 0) + 1, finalDay));
  if (localHour !== undefined) whole('localHour', localHour, 0, 23);
}
