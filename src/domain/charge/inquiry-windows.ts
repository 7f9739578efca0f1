/**
 * For how many minutes after a payment began a gateway may still be at it; only then does the platform get a final
 * word out of it by inquiry. Null: it cannot be inquired at, and a no is never proven by asking. Names as the platform
 * tells them in the list of payment methods (`pg`). Source: Ottu's documentation of the inquiry call.
 */
const WINDOW_MINUTES: Readonly<Record<string, number | null>> = {
  knet: 8,
  mpgs: 11,
  tap: 20,
  hyperpay: 31,
  doku: 60,
  worldline: null,
  ccavenue: null,
  paypal: null,
  upg: null,
};
const MARGIN_MINUTES = 3;

/**
 * How long after the confirmed fence any gateway may still answer: the longest window there is and a margin. One wait
 * for all, because which gateway took a payment is not told before it answers, and another wait would be the shorter
 * one: docs/adr/0068.
 */
export const FENCE_WAIT_MINUTES =
  Math.max(...Object.values(WINDOW_MINUTES).map((minutes) => minutes ?? 0)) + MARGIN_MINUTES;

/** @param gatewayName as the platform lists it; one that is not known is asked, and answers for itself */
export function canBeInquired(gatewayName: string | null): boolean {
  return gatewayName === null || WINDOW_MINUTES[gatewayName.toLowerCase()] !== null;
}
