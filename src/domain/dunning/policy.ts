import type { Weekday } from '../calendar/weekend.js';

/** How a merchant collects after a decline. Versioned: a ladder that began keeps the version it began with. */
export interface DunningPolicy {
  readonly version: number;
  /** Days after the first decline, rising; at most four. */
  readonly retryDays: readonly number[];
  /** Access is kept for so many days. */
  readonly graceDays: number;
  /** The day of the final action, after the last retry; at most 21. */
  readonly finalDay: number;
  readonly finalAction: FinalAction;
  /** 0 to 23, the customer's local hour for retries; absent: the hour of the first decline. */
  readonly localHour?: number;
  /** Days without retries: named ones, or those on which the customer's banks rest. Absent: none. */
  readonly weekend?: 'customer' | readonly Weekday[];
  readonly mails: DunningMails;
}

export const FINAL_ACTIONS = ['cancel', 'pause', 'unpaid'] as const;
export type FinalAction = (typeof FINAL_ACTIONS)[number];

/** The template of each mail to the customer; null: no such mail. */
export interface DunningMails {
  /** After the first decline. */
  readonly declined: string | null;
  /** After each retry that was declined. */
  readonly declinedAgain: string | null;
  /** Instead of either, when trying this card again is of no use. */
  readonly newCardNeeded: string | null;
  readonly beforeFinal: string | null;
  /** So many days before the final action. */
  readonly beforeFinalDays: number;
}

export const DEFAULT_MAILS: DunningMails = {
  declined: 'payment_declined',
  declinedAgain: 'payment_declined_again',
  newCardNeeded: 'new_card_needed',
  beforeFinal: 'final_notice',
  beforeFinalDays: 2,
};

/**
 * What a merchant gets who says nothing: in the morning of a day on which the customer's bank works, when salaries
 * and transfers of the day before have come in and somebody can be called. Version 1 went by the hour of the first
 * decline, whatever day it was.
 */
export const DEFAULT_DUNNING: DunningPolicy = {
  version: 2,
  retryDays: [1, 3, 7, 14],
  graceDays: 10,
  finalDay: 21,
  finalAction: 'cancel',
  localHour: 9,
  weekend: 'customer',
  mails: DEFAULT_MAILS,
};

/**
 * Our own walls, well inside the networks' (Visa: 15 tries again in 30 days; Mastercard: 35 in 30 days),
 * because those count a card's tries over all its subscriptions.
 */
export const MAX_RETRIES = 4;
export const MAX_DUNNING_DAYS = 21;
/** A week without a business day would leave no day for a retry. */
export const MAX_WEEKEND_DAYS = 4;
const TEMPLATE = /^[a-z][a-z0-9_]{0,59}$/;

export interface PolicyFault {
  field: string;
  message: string;
}

/** Everything that is wrong with a policy, each with what is allowed; nothing when it may be used. */
export function faultsOfPolicy(policy: DunningPolicy): PolicyFault[] {
  const { retryDays, graceDays, finalDay, localHour } = policy;
  const faults: PolicyFault[] = [];
  const whole = (field: string, value: number, least: number, most: number, why = ''): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    const allowed =
      least > most ? 'nothing is left for it' : `allowed is a whole number from ${least} to ${most}`;
    faults.push({ field, message: `is ${value}; ${allowed}${why}` });
  };
  whole('finalDay', finalDay, 1, MAX_DUNNING_DAYS);
  whole('graceDays', graceDays, 0, finalDay, ', the final day');
  if (retryDays.length > MAX_RETRIES)
    faults.push({
      field: 'retryDays',
      message: `names ${retryDays.length} retries; at most ${MAX_RETRIES} are allowed`,
    });
  retryDays.forEach((day, i) =>
    whole(
      `retryDays.${i}`,
      day,
      (retryDays[i - 1] ?? 0) + 1,
      finalDay - 1,
      ': retries lie at least 24 hours apart and before the final day',
    ),
  );
  if (localHour !== undefined) whole('localHour', localHour, 0, 23);
  return [...faults, ...faultsOfWeekend(policy), ...faultsOfMails(policy)];
}

function faultsOfWeekend({ weekend }: DunningPolicy): PolicyFault[] {
  if (weekend === undefined || weekend === 'customer') return [];
  const isGood =
    weekend.length >= 1 && weekend.length <= MAX_WEEKEND_DAYS && new Set(weekend).size === weekend.length;
  return isGood
    ? []
    : [{ field: 'weekend', message: `must name 1 to ${MAX_WEEKEND_DAYS} different days of the week` }];
}

function faultsOfMails({ mails, finalDay }: DunningPolicy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  for (const name of ['declined', 'declinedAgain', 'newCardNeeded', 'beforeFinal'] as const) {
    const template = mails[name];
    if (template === null || TEMPLATE.test(template)) continue;
    const allowed = 'must be null or the name of a template: a small letter, then up to 59 of a-z, 0-9 and _';
    faults.push({ field: `mails.${name}`, message: allowed });
  }
  const { beforeFinalDays } = mails;
  if (Number.isInteger(beforeFinalDays) && beforeFinalDays >= 1 && beforeFinalDays <= finalDay) return faults;
  const message = `is ${beforeFinalDays}; allowed is a whole number from 1 to ${finalDay}, the final day`;
  return [...faults, { field: 'mails.beforeFinalDays', message }];
}

/** @throws RangeError naming the field, what it is and what is allowed */
export function assertPolicy(policy: DunningPolicy): void {
  const [fault] = faultsOfPolicy(policy);
  if (fault) throw new RangeError(`dunning policy: ${fault.field} ${fault.message}`);
}
