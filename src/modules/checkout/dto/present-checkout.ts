import type { Checkout, CheckoutResponse } from '../../subscriptions/index.js';

export function presentCheckout({ url, sessionId, expiresAt }: Checkout): CheckoutResponse {
  return { url, session_id: sessionId, expires_at: expiresAt.toISOString() };
}
