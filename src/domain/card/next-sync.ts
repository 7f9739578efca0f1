const DAY_MS = 86_400_000;
export const SYNC_EVERY_DAYS = 30;
/** When people sleep from Cairo to Muscat, and requests are left over. */
const HOUR_UTC = 22;

/** The night after the customer was at a page: what else was saved there is found then, when nobody waits. */
export function syncAfterPage(now: Date): Date {
  const tonight = nextSyncAt(now, 0);
  return tonight > now ? tonight : nextSyncAt(now, 1);
}

/** When a customer's cards are next compared with Ottu's, if nobody asks for it before. */
export function nextSyncAt(now: Date, days = SYNC_EVERY_DAYS): Date {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return new Date(midnight + days * DAY_MS + HOUR_UTC * 3_600_000);
}
