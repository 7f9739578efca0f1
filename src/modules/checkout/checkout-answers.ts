import type { CreateSessionResult } from '../../gateway/payment-gateway.js';
import { AppError } from '../../platform/http/app-error.js';
import { later } from '../charges/index.js';
import type { Subscription } from '../subscriptions/index.js';

/** How long a hosted page can be used when Ottu does not say. */
export const PAGE_LIFE_HOURS = 24;

/** A hosted page as Ottu opened it. */
export interface OpenedPage {
  sessionId: string;
  checkoutUrl: string;
  expiresAt: Date | null;
  /** When Ottu was asked for it, in the real time, like the time at which it expires. */
  askedAt: Date;
}

/**
 * When the page closes on the merchant's own clock. Ottu's clock is the real one: taken as it is, a page
 * opened on a test clock that is ahead would be over before anybody saw it.
 */
export function closesAt({ expiresAt, askedAt }: OpenedPage, now: Date): Date {
  if (expiresAt === null) return later(now, { hours: PAGE_LIFE_HOURS });
  return new Date(now.getTime() + expiresAt.getTime() - askedAt.getTime());
}

/** Only then is there anything to pay, or a card to save, on the page with which a subscription begins. */
export function waitsForItsBeginning({ status, cancelRequestedAt }: Subscription): boolean {
  return status === 'incomplete' && cancelRequestedAt === null;
}

/**
 * Asked once more under the subscription's lock: whoever waited for it may have waited for the payment itself, and a page
 * opened then would take the money a second time.
 */
export function refuseUnlessAwaited(subscription: Subscription): void {
  if (waitsForItsBeginning(subscription)) return;
  throw new AppError('conflict', `Subscription ${subscription.publicId} does not wait for a first payment`);
}

export function stillOpening(): AppError {
  return new AppError(
    'conflict',
    'The page for this subscription is being opened or closed at this moment; try again in a minute',
    [],
    { 'retry-after': '60' },
  );
}

/** Why no page could be opened, towards the merchant's backend. Nothing is lost: it may ask again. */
export function refuseCheckout(session: CreateSessionResult): AppError {
  switch (session.kind) {
    case 'refused':
      return new AppError('gateway_refused', `Ottu refused to open a page: ${session.message}`);
    case 'unauthorized':
      return new AppError('gateway_refused', `Ottu refused the merchant's credentials: ${session.message}`);
    case 'rate_limited':
      return new AppError('gateway_unavailable', 'Ottu asks us to wait; try again later', [], {
        'retry-after': String(session.retryAfterSeconds),
      });
    case 'trouble':
      return new AppError('gateway_unavailable', `Ottu did not answer: ${session.trouble.message}`, [], {
        'retry-after': '30',
      });
    case 'created':
      return new AppError('gateway_refused', 'Ottu opened a session without a page');
  }
}
