import type { Step } from '../card-table.js';
import type { DeclineCode } from '../decline-codes.js';
import { formatAmount, minorOf } from '../money.js';
import { STATE_TABLE } from '../state/states.js';
import type { Charge, ChargeKind, SavedCard, Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';
import { bindAgreement } from './agreements.js';
import { gatewayResponse, messageOf, pgParams } from './gateway-answer.js';

const MINUTE_MS = 60_000;

function recordCharge(world: World, session: Session, kind: ChargeKind, token: string | null): Charge | null {
  const { request } = session;
  if (minorOf(request.amount, request.currency_code) === 0n) return null;
  const authorizedOnly = gatewayByCode(world, session.pg_code)?.operation === 'authorize';
  const zero = formatAmount(0n, request.currency_code);
  return world.store.charges.put({
    id: `chg_${world.random.hex('charge').slice(0, 16)}`,
    session_id: session.session_id,
    order_no: request.order_no ?? null,
    customer_id: request.customer_id ?? null,
    agreement_id: request.agreement?.id ?? null,
    token,
    pg_code: session.pg_code,
    amount: request.amount,
    currency: request.currency_code,
    at: world.clock.now(),
    kind,
    authorized_only: authorizedOnly,
    captured: authorizedOnly ? zero : request.amount,
    refunded: zero,
    voided: false,
    settled_at: null,
  });
}

/** Lets the session say what the gateway knows: the payment succeeded. */
export function settle(world: World, session: Session, kind: ChargeKind, charge: Charge | null): void {
  const card = session.token === null ? null : (world.store.cards.get(session.token) ?? null);
  session.state = charge?.authorized_only ? 'authorized' : 'paid';
  session.paid_amount = session.request.amount;
  session.settled_at = world.clock.now();
  session.unanswered = null;
  answer(world, session, card, kind, { kind: 'approved' });
  if (charge) {
    charge.settled_at = world.clock.now();
    world.store.charges.put(charge);
  }
  if (card && kind === 'CIT' && session.request.payment_type !== 'one_off') {
    card.deleted = false;
    world.store.cards.put(card);
  }
  bindAgreement(world, session, kind);
  world.store.sessions.put(session);
}

function answer(
  world: World,
  session: Session,
  card: SavedCard | null,
  kind: ChargeKind,
  said: { kind: 'approved' } | { kind: 'declined'; code: DeclineCode } | { kind: 'none' },
): void {
  session.message = messageOf(said);
  session.gateway_response = gatewayResponse(world, session, said, kind);
  session.pg_params = pgParams(world, session, card, said);
}

/** One try of a card on a session, ending as `step` says. Commits before anybody is told. */
export function attempt(
  world: World,
  session: Session,
  kind: ChargeKind,
  card: SavedCard | null,
  step: Step,
): void {
  session.attempts++;
  session.token = card?.token ?? null;
  if (step.do === 'approve') {
    settle(world, session, kind, recordCharge(world, session, kind, session.token));
  } else if (step.do === 'decline') {
    answer(world, session, card, kind, { kind: 'declined', code: step.code });
    session.state = world.settings.multi_attempt ? 'attempted' : 'failed';
    world.store.sessions.put(session);
  } else {
    leaveUnanswered(world, session, kind, card, step);
  }
  world.store.commit();
}

function leaveUnanswered(
  world: World,
  session: Session,
  kind: ChargeKind,
  card: SavedCard | null,
  step: Step & { do: 'approve_late' | 'no_answer' },
): void {
  const now = world.clock.now();
  answer(world, session, card, kind, { kind: 'none' });
  session.state = 'pending';
  const truth = step.do === 'approve_late' ? 'will_be_paid' : step.paid ? 'paid' : 'nothing';
  const charge = truth === 'paid' ? recordCharge(world, session, kind, session.token) : null;
  session.unanswered = {
    truth,
    kind,
    token: session.token,
    since: now,
    ...(charge ? { charge_id: charge.id } : {}),
  };
  if (step.do === 'approve_late') {
    world.scheduler.plan(now + step.minutes * MINUTE_MS, 'late_success', session.session_id);
  }
  const asks = world.settings.automatic_inquiry_minutes;
  if (asks !== null) world.scheduler.plan(now + asks * MINUTE_MS, 'automatic_inquiry', session.session_id);
  world.store.sessions.put(session);
}

/** The gateway's late yes. A canceled session cannot take it any more, and then no money moves. */
export function succeedLate(world: World, session: Session): boolean {
  const open = session.unanswered;
  if (open?.truth !== 'will_be_paid') return false;
  if (!STATE_TABLE[session.state].mayTurnPaid) {
    session.unanswered = null;
    world.store.sessions.put(session);
    return false;
  }
  settle(world, session, open.kind, recordCharge(world, session, open.kind, open.token));
  return true;
}

/** Asks the gateway how an unanswered attempt ended. True when the state changed. */
export function revealOutcome(world: World, session: Session): boolean {
  const open = session.unanswered;
  if (!open || open.truth === 'will_be_paid') return false;
  const window = (gatewayByCode(world, session.pg_code)?.inquiry_window_minutes ?? 0) * MINUTE_MS;
  if (world.clock.now() < open.since + window) return false;
  if (open.truth === 'paid') {
    if (!STATE_TABLE[session.state].mayTurnPaid) return false;
    settle(world, session, open.kind, world.store.charges.get(open.charge_id ?? '') ?? null);
    return true;
  }
  session.unanswered = null;
  if (session.state === 'pending') session.state = world.settings.multi_attempt ? 'attempted' : 'failed';
  session.message = 'The gateway has no such transaction';
  world.store.sessions.put(session);
  return true;
}
