import { paymentPayload } from '../payload.js';
import type { JsonObject, Outgoing, Session } from '../state/types.js';
import type { World } from '../world.js';

/** Tells the session's `webhook_url` how the payment stands. True when the payer may continue. */
export function notifyPayment(
  world: World,
  session: Session,
  url = session.request.webhook_url,
): Promise<boolean> {
  if (!url) return Promise.resolve(true);
  return world.webhooks.send(world, {
    kind: 'payment',
    url,
    session_id: session.session_id,
    order_no: session.request.order_no ?? null,
    customer_id: session.request.customer_id ?? null,
    body: paymentPayload(world, session),
  });
}

/** Tells the configured operation URL what became of a refund, capture or void. */
export function notifyOperation(world: World, session: Session, body: JsonObject): void {
  const url = world.settings.operation_webhook_url;
  if (!url) return;
  void world.webhooks.send(world, {
    kind: 'operation',
    url,
    session_id: session.session_id,
    order_no: session.request.order_no ?? null,
    customer_id: session.request.customer_id ?? null,
    body,
  });
}

export function sendLate(world: World, outgoing: JsonObject): void {
  void world.webhooks.send(world, outgoing as unknown as Outgoing);
}
