import { formatAmount, minorOf } from '../money.js';
import { childView, refundedOf, signed, timestamp } from '../payload.js';
import type { ChildPayment, JsonObject, Session } from '../state/types.js';
import type { World } from '../world.js';
import { notifyOperation } from './notify.js';

export type ExternalOperation = 'refund' | 'capture' | 'void';
export type RefundMode = 'immediate' | 'queued' | 'queued_then_rejected' | 'rejected';

/** Money still there to be refunded, captured or voided, in minor units. */
export function available(session: Session, operation: ExternalOperation): bigint {
  const paid = minorOf(session.paid_amount, session.request.currency_code);
  const captured = refundedOf(session, ['paid']);
  const base = session.state === 'authorized' ? captured : paid;
  if (operation === 'refund') return base - refundedOf(session, ['refunded', 'refund_queued']);
  return paid - captured - refundedOf(session, ['voided']);
}

/** Books an operation on the charge that the session rests on. */
function moveMoney(world: World, session: Session, child: ChildPayment): void {
  const charge = world.store.chargesOfSession(session.session_id).find((one) => one.settled_at !== null);
  if (!charge) return;
  const add = (to: string): string =>
    formatAmount(minorOf(to, charge.currency) + minorOf(child.amount, charge.currency), charge.currency);
  if (child.operation === 'refund') charge.refunded = add(charge.refunded);
  else if (child.operation === 'capture') charge.captured = add(charge.captured);
  else charge.voided = true;
  world.store.charges.put(charge);
}

/** Makes the child transaction of an operation and moves the money it moves. */
export function makeChild(
  world: World,
  session: Session,
  operation: ExternalOperation,
  minor: bigint,
  mode: RefundMode,
): ChildPayment {
  const state = operation === 'capture' ? 'paid' : operation === 'void' ? 'voided' : refundState(mode);
  const child: ChildPayment = {
    session_id: world.random.hex('session').slice(0, 40),
    operation,
    amount: formatAmount(minor, session.request.currency_code),
    currency_code: session.request.currency_code,
    state,
    at: world.clock.now(),
    reference_number: referenceNumber(world),
  };
  session.children.push(child);
  if (state === 'refund_queued') {
    const at = child.at + world.settings.refund_queue_minutes * 60_000;
    world.scheduler.plan(at, 'settle_refund', session.session_id, { child: child.session_id });
    if (mode === 'queued_then_rejected')
      world.store.meta.put({ key: `reject ${child.session_id}`, value: true });
  } else if (state !== 'refund_rejected') {
    moveMoney(world, session, child);
  }
  world.store.sessions.put(session);
  return child;
}

/** A refund whose request was on its way until now; its caller has gone long ago. */
export function refundLate(world: World, session: Session, amount: string): void {
  const minor = minorOf(amount, session.request.currency_code);
  if (minor > available(session, 'refund')) return;
  const child = makeChild(world, session, 'refund', minor, 'immediate');
  notifyOperation(world, session, operationPayload(world, session, child, 'input'));
}

function refundState(mode: RefundMode): ChildPayment['state'] {
  if (mode === 'immediate') return 'refunded';
  return mode === 'rejected' ? 'refund_rejected' : 'refund_queued';
}

/** The gateway decides on a queued refund; the operation URL is told. */
export function settleRefund(world: World, session: Session, childId: string): void {
  const child = session.children.find((one) => one.session_id === childId);
  if (child?.state !== 'refund_queued') return;
  const rejected = world.store.meta.get(`reject ${childId}`) !== undefined;
  child.state = rejected ? 'refund_rejected' : 'refunded';
  if (!rejected) moveMoney(world, session, child);
  world.store.meta.remove(`reject ${childId}`);
  world.store.sessions.put(session);
  notifyOperation(world, session, operationPayload(world, session, child, 'pg'));
}

export function referenceNumber(world: World): string {
  const prefix = world.settings.is_sandbox ? 'sandbox' : '';
  return `${prefix}${world.random.capitals('reference', 7)}`;
}

function operationResult(world: World, child: ChildPayment): string {
  const words = world.settings.operation_results;
  if (child.state === 'refund_rejected') return words === 'documented' ? 'rejected' : 'failed';
  return child.state === 'refund_queued' && words === 'documented' ? 'queued' : 'success';
}

/** Answer of an operation and body of its webhook. */
export function operationPayload(
  world: World,
  session: Session,
  child: ChildPayment,
  source: 'input' | 'pg',
): JsonObject {
  const rejected = child.state === 'refund_rejected';
  const message = rejected ? 'Refund rejected' : child.state === 'refund_queued' ? 'Queued' : 'Approved';
  return signed(world, {
    amount: child.amount,
    is_sandbox: world.settings.is_sandbox,
    operation: child.operation,
    order_no: session.request.order_no ?? '',
    pg_code: session.pg_code,
    pg_params: { pg_message: message, transaction_id: child.reference_number },
    pg_response: { code: rejected ? '05' : '00', message },
    reference_number: child.reference_number,
    result: operationResult(world, child),
    session_id: session.session_id,
    source,
    success: !rejected,
    timestamp_utc: timestamp(world),
    txn: childView(child),
  });
}
