/** A trial that is longer is a plan that costs nothing. */
export const MOST_TRIAL_DAYS = 730;
