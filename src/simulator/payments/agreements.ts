import { isoDate } from '../clock.js';
import { minorOf } from '../money.js';
import type { Agreement, ChargeKind, SavedCard, Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';

/**
 * A first payment makes the agreement; a later payment by the card holder moves it to the card used.
 * Its terms are never edited: whoever wants other terms makes another agreement.
 */
export function bindAgreement(world: World, session: Session, kind: ChargeKind): void {
  const { request, token } = session;
  const id = request.agreement?.id;
  if (request.payment_type === 'one_off' || !id || token === null) return;
  const agreement = world.store.agreements.get(id) ?? newAgreement(world, session, token);
  if (kind === 'CIT') {
    agreement.token = token;
    agreement.pg_code = session.pg_code;
  }
  if (request.payment_type === 'auto_debit') {
    if (agreement.payments === 0) agreement.first_amount = request.amount;
    agreement.payments++;
  }
  world.store.agreements.put(agreement);
}

function newAgreement(world: World, session: Session, token: string): Agreement {
  const { request } = session;
  return {
    id: request.agreement?.id ?? '',
    customer_id: request.customer_id ?? '',
    pg_code: session.pg_code,
    token,
    currency_code: request.currency_code,
    first_amount: request.amount,
    terms: { ...request.agreement, id: request.agreement?.id ?? '' },
    created_at: world.clock.now(),
    payments: 0,
  };
}

/** Why an agreement takes no more payments; null while it does. */
export function agreementEnded(world: World, agreement: Agreement): string | null {
  const { expiry_date, total_cycles } = agreement.terms;
  if (expiry_date !== undefined && isoDate(world.clock.now()) > expiry_date) {
    return `The agreement ${agreement.id} expired on ${expiry_date}.`;
  }
  if (total_cycles !== undefined && agreement.payments >= total_cycles) {
    return `All ${total_cycles} cycles of the agreement ${agreement.id} have been used.`;
  }
  return null;
}

/** Why a saved card may not be charged under the session's agreement; null when it may. */
export function mitRefusal(world: World, session: Session, card: SavedCard): string | null {
  const { request } = session;
  const id = request.agreement?.id ?? '';
  if (card.customer_id !== request.customer_id)
    return 'The token does not belong to the customer of this session.';
  if (!request.pg_codes.includes(card.pg_code)) {
    return `The token belongs to the gateway account ${card.pg_code}, which the session does not allow.`;
  }
  if (gatewayByCode(world, card.pg_code)?.auto_debit === false) {
    return `The gateway account ${card.pg_code} does not support auto-debit.`;
  }
  const agreement = world.store.agreements.get(id);
  if (!agreement) {
    return world.settings.mit_without_agreement === 'adopt'
      ? null
      : `There is no agreement ${id}: the customer has to pay or save a card under it first.`;
  }
  return termsRefusal(world, session, card, agreement);
}

function termsRefusal(world: World, session: Session, card: SavedCard, agreement: Agreement): string | null {
  const { amount, currency_code: currency, customer_id } = session.request;
  const { amount_variability, max_amount_per_cycle } = agreement.terms;
  if (agreement.customer_id !== customer_id)
    return `The agreement ${agreement.id} belongs to another customer.`;
  if (agreement.pg_code !== card.pg_code) {
    return `The agreement ${agreement.id} is with the gateway account ${agreement.pg_code}.`;
  }
  if (agreement.token !== card.token) return `Another card is in force for the agreement ${agreement.id}.`;
  const ended = agreementEnded(world, agreement);
  if (ended) return ended;
  if (amount_variability === 'fixed' && agreement.payments > 0) {
    if (amount !== agreement.first_amount || currency !== agreement.currency_code) {
      return `The agreement ${agreement.id} is for exactly ${agreement.first_amount} ${agreement.currency_code}.`;
    }
  }
  if (max_amount_per_cycle !== undefined && currency === agreement.currency_code) {
    const limit = minorOf(max_amount_per_cycle, currency);
    if (minorOf(amount, currency) > limit)
      return `The agreement allows at most ${max_amount_per_cycle} a cycle.`;
  }
  return null;
}
