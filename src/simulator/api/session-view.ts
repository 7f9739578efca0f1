import { durationText } from '../duration.js';
import { formatAmount } from '../money.js';
import { amountOf, cardView, childView, refundedOf } from '../payload.js';
import type { JsonObject, Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';

export function checkoutUrl(world: World, session: Session): string {
  return `${world.publicUrl}/checkout/${session.session_id}`;
}

function paymentMethods(world: World, session: Session): JsonObject[] {
  const { amount, currency_code, type } = session.request;
  const fee = formatAmount(0n, currency_code);
  return session.request.pg_codes.map((code) => {
    const gateway = gatewayByCode(world, code);
    const icon = `${world.publicUrl}/static/${gateway?.name ?? 'card'}`;
    return {
      code,
      name: gateway?.label ?? code,
      pg: gateway?.name ?? '',
      type,
      amount,
      currency_code,
      fee,
      fee_description: '',
      icon: `${icon}.svg`,
      icons: { svg: `${icon}.svg`, webp: `${icon}.webp` },
      flow: 'redirect',
      redirect_url: `${checkoutUrl(world, session)}?pg_code=${encodeURIComponent(code)}`,
    };
  });
}

function sdkPreload(world: World, session: Session, methods: JsonObject[]): JsonObject {
  const { amount, currency_code, payment_type, language, type } = session.request;
  return {
    amount,
    billing: '',
    cancel_url: `${checkoutUrl(world, session)}/cancel`,
    cards: [],
    currency_code,
    expiration_time: durationText(session.expires_at - session.created_at),
    flex_methods: [],
    is_amount_editable: false,
    language,
    operation: 'purchase',
    payment_methods: methods,
    payment_services: [],
    payment_type,
    response: {},
    sdk_studio: {},
    session_id: session.session_id,
    state: session.state,
    type,
  };
}

/** A session as create, retrieve and update answer it. */
export function sessionView(world: World, session: Session): JsonObject {
  const { request } = session;
  const url = checkoutUrl(world, session);
  const methods = paymentMethods(world, session);
  const operation = gatewayByCode(world, session.pg_code)?.operation ?? 'purchase';
  const view: JsonObject = {
    ...request.other,
    amount: request.amount,
    attachment_short_url: '',
    billing: '',
    checkout_page_url: url,
    checkout_short_url: url,
    checkout_url: url,
    currency_code: request.currency_code,
    expiration_time: request.expiration_time ?? durationText(session.expires_at - session.created_at),
    language: request.language,
    operation,
    payment_methods: methods,
    payment_type: request.payment_type,
    pg_codes: request.pg_codes,
    qr_code_url: '',
    sdk_setup_preload_payload: sdkPreload(world, session, methods),
    session_id: session.session_id,
    settled_pg_code: session.settled_at === null ? '' : session.pg_code,
    state: session.state,
    type: request.type,
  };
  const optional = ['customer_id', 'order_no', 'webhook_url', 'redirect_url'] as const;
  for (const name of optional) if (request[name] !== undefined) view[name] = request[name];
  if (request.agreement) view.agreement = { ...request.agreement };
  if (request.min_expiry_days !== undefined) {
    view.card_acceptance_criteria = { min_expiry_time: request.min_expiry_days };
  }
  if (world.settings.refunds_told_in === 'retrieve' && session.settled_at !== null) {
    view.transactions = session.children.map(childView);
    view.refunded_amount = amountOf(world, refundedOf(session, ['refunded']), request.currency_code);
  }
  const card = session.token === null ? undefined : world.store.cards.get(session.token);
  if (card && world.settings.card_told_in === 'retrieve') view.token = cardView(world, card);
  return view;
}
