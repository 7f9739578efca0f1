interface Duration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** Exact durations, where calendar days do not matter. */
export function later(at: Date, { days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): Date {
  return new Date(at.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}

/** A merchant's present, and what part of their production length its waits have: see MerchantClock. */
export interface Moment {
  now: Date;
  waitScale: number;
}

/** When a wait that begins at `from`, or now, is over for the merchant. */
export function after({ now, waitScale }: Moment, duration: Duration, from = now): Date {
  const wait = later(from, duration).getTime() - from.getTime();
  return new Date(from.getTime() + wait * waitScale);
}

/**
 * Between two charges that may move money, for one subscription. Less than a day, since days differ: one in spring has
 * 23 hours, and a daily plan is billed at the same local hour but sent some seconds sooner or later than the day before;
 * a full 24 would push each of its charges further into the day. Retries of one invoice keep 24 hours: see below.
 */
export const CHARGE_SPACING_HOURS = 20;
/** Between a charge whose fate had to be asked for and the next try. */
export { RETRY_SPACING_HOURS } from '../../domain/dunning/ladder.js';
/** When an attempt without a believable answer is first asked about. */
export const FIRST_LOOK_MINUTES = 1;
/** A final decline or expiry can still turn paid: it is looked at again after these. */
export const LATE_LOOKS_HOURS = [24, 72] as const;
/** Refused requests before a person has to look. */
export const MAX_REJECTIONS = 3;
/** How long a charge waits while its card is being charged for another subscription. */
export const CARD_IN_USE_MINUTES = 1;
/** How long a charge waits before it asks again whether a payment of its subscription is still in doubt. */
export const IN_DOUBT_HOURS = 6;
/** So often in a row a gateway refuses the merchant's account before all its charges wait. */
export const GATEWAY_REFUSALS = 3;
export const GATEWAY_HOLD_HOURS = 1;
/** Charges a day apart that a gateway refuses for the merchant's sake before a person has to look. */
export const MAX_MERCHANT_FAULTS = 7;
/**
 * How long a bank is taken to hold what was authorized. The platform does not tell, and card networks release it
 * after 7 days where nothing longer was agreed.
 */
export const HOLD_DAYS = 7;
/** So long before its end the merchant is told of what nobody has captured. */
export const HOLD_WARNING_HOURS = 48;
/** How often the platform is asked about one meanwhile: it can be captured or voided there as well. */
export const HOLD_LOOK_HOURS = 6;
/**
 * From the taking of the lease to the first byte of a call that moves money. A process that slept longer may have lost
 * its work to somebody who does it anew. Room for a slow COMMIT and a new connection, and far from the lease's three minutes.
 */
export const MOST_DELAY_BEFORE_SEND_MS = 5000;
/** What a look has seen may be over after this: closing a session proves nothing about it any more. */
export const STALE_LOOK_MS = 2000;
/** How often one that a person is to decide is looked at: a success may come by itself. */
export const MANUAL_LOOK_HOURS = 24;
/** When one that a person must see is looked at again, while another attempt of its invoice is open. */
export const PLACE_TAKEN_HOURS = 1;
/** So long a charge is kept from being made by an earlier session before a person has to look. */
export const MOST_DAYS_OBSTRUCTED = 7;
/** So long a charge is tried that cannot be sent before a person has to look … */
export const MOST_DAYS_UNSENT = 7;
/** … and on at least so many days of its row: one bad day, and one try after a week of a stop, are no week. */
export const LEAST_DAYS_UNSENT = 5;
/** When what contradicts itself is looked at once more: soon, for a customer may be waiting for it. */
export const CONTRADICTED_MINUTES = 1;
/** Unforeseen errors before a person has to look. */
export const MAX_FAILURES = 5;
