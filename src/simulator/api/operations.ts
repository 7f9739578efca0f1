import type { FastifyInstance } from 'fastify';
import { NO_ANSWER, type Answer } from '../connection.js';
import { formatAmount, minorOf } from '../money.js';
import {
  available,
  makeChild,
  operationPayload,
  type ExternalOperation,
  type RefundMode,
} from '../payments/operations.js';
import { notifyOperation } from '../payments/notify.js';
import { STATE_TABLE } from '../state/states.js';
import type { ChildPayment, JsonObject, Session, TrackedOperation } from '../state/types.js';
import { gatewayByCode, operationsOf, type World } from '../world.js';
import { requirePermission } from './auth.js';
import { BodyCheck } from './check.js';
import { endpoint, type Call } from './endpoint.js';
import { ApiError, detail, fieldErrors } from './errors.js';
import { referredSession } from './reference.js';

const OPERATIONS = ['delete', 'cancel', 'expire', 'refund', 'capture', 'void'] as const;
type Operation = (typeof OPERATIONS)[number];
const TRACKING_KEY_MAX = 128;

function failed(operation: Operation, text: string): ApiError {
  return detail(400, text, { operation, result: 'failed' });
}

/** Cancel, expire, delete: nothing leaves the platform. */
function internal(world: World, session: Session, operation: 'cancel' | 'expire' | 'delete'): JsonObject {
  const rule = STATE_TABLE[session.state];
  const allowed = { cancel: rule.cancelable, expire: rule.expirable, delete: rule.deletable }[operation];
  if (!allowed)
    throw failed(operation, `The operation ${operation} is not possible in the state ${session.state}.`);
  if (operation === 'cancel') session.state = 'canceled';
  else if (operation === 'expire') session.state = 'expired';
  else session.deleted = true;
  world.store.sessions.put(session);
  return { detail: 'Success', operation, result: 'success' };
}

function amountFor(session: Session, operation: ExternalOperation, body: JsonObject): bigint {
  const currency = session.request.currency_code;
  const check = new BodyCheck(body);
  const amount = operation === 'void' ? undefined : check.amount('amount', currency);
  if (check.failed) throw fieldErrors(check.errors);
  const most = available(session, operation);
  const minor = amount === undefined ? most : minorOf(amount, currency);
  if (minor > most || minor === 0n) throw failed(operation, `Not enough is left to ${operation}.`);
  return minor;
}

function requireGateway(world: World, { pg_code: code }: Session, operation: ExternalOperation): void {
  const gateway = gatewayByCode(world, code);
  if (gateway === undefined || operationsOf(gateway).includes(operation)) return;
  throw failed(operation, `The gateway ${code} does not support the operation ${operation}.`);
}

/** What the gateway converted for the payer, it does not convert back. */
function requireOwnCurrency({ pg_params, request }: Session, operation: ExternalOperation): void {
  const { dcc_payer_currency: paid } = pg_params;
  if (typeof paid !== 'string' || paid === request.currency_code || operation === 'void') return;
  throw failed(operation, `The payer was charged in ${paid}: the operation ${operation} is not possible.`);
}

function requireState(session: Session, operation: ExternalOperation): void {
  const { state } = session;
  const nothingCaptured = session.children.every((child) => child.state !== 'paid');
  const voided = session.children.some((child) => child.state === 'voided');
  const possible = {
    refund: (state === 'paid' || (state === 'authorized' && !nothingCaptured)) && !voided,
    capture: state === 'authorized' && !voided,
    void: state === 'authorized' && nothingCaptured && !voided,
  }[operation];
  if (!possible) throw failed(operation, `The operation ${operation} is not possible in the state ${state}.`);
}

function refundMode(world: World, call: Call): RefundMode {
  const forced = call.steering.find((action) => action.type === 'force_outcome')?.outcome;
  const modes = ['immediate', 'queued', 'queued_then_rejected', 'rejected'] as const;
  if (call.steering.some((action) => action.type === 'force_decline')) return 'rejected';
  return modes.find((mode) => mode === forced) ?? world.settings.refunds;
}

/** Refund, capture, void: a child transaction at the gateway. */
function external(
  world: World,
  session: Session,
  operation: ExternalOperation,
  call: Call,
): { body: JsonObject; child: ChildPayment } | null {
  requireGateway(world, session, operation);
  requireOwnCurrency(session, operation);
  requireState(session, operation);
  const minor = amountFor(session, operation, call.body);
  if (operation === 'refund' && arrivesLate(world, session, minor, call)) return null;
  const mode = operation === 'refund' ? refundMode(world, call) : 'immediate';
  const child = makeChild(world, session, operation, minor, mode);
  const payload = operationPayload(world, session, child, 'input');
  notifyOperation(world, session, payload);
  return { body: payload, child };
}

/** The request is held up on its way: nothing is known of it, and no repeat finds it, until it takes effect. */
function arrivesLate(world: World, session: Session, minor: bigint, call: Call): boolean {
  const late = call.steering.find(({ type, outcome }) => type === 'force_outcome' && outcome === 'late');
  if (!late) return false;
  const at = world.clock.now() + Number(late.minutes ?? 5) * 60_000;
  const amount = formatAmount(minor, session.request.currency_code);
  world.scheduler.plan(at, 'late_refund', session.session_id, { amount });
  return true;
}

/** A repeat is told how the first one stands: what it was answered, or how it has ended since. */
function repeated(world: World, { status, body, made }: TrackedOperation): Answer {
  const session = made && world.store.sessions.get(made.session_id);
  const child = session?.children.find(({ session_id }) => session_id === made?.child);
  const told = (body.txn as JsonObject | undefined)?.state;
  if (!session || !child || child.state === told) return { status, body };
  return { status, body: operationPayload(world, session, child, 'input') };
}

function perform(world: World, call: Call): Answer | typeof NO_ANSWER {
  const check = new BodyCheck(call.body);
  const operation = check.choice('operation', OPERATIONS, true);
  if (operation === undefined || check.failed) throw fieldErrors(check.errors);
  requirePermission(call.caller, `payment.${operation}`);
  const key = call.headers['tracking-key'];
  if (typeof key === 'string' && key.length > TRACKING_KEY_MAX) {
    throw detail(400, 'The Tracking-Key is too long.', { operation: 'operation_tracking', result: 'failed' });
  }
  const tracked = typeof key === 'string' && key !== '' ? key : null;
  const first = tracked === null ? undefined : world.store.tracked.get(tracked);
  if (first) return repeated(world, first);
  const session = referredSession(world, call.body);
  const isInternal = operation === 'cancel' || operation === 'expire' || operation === 'delete';
  const done = isInternal
    ? { body: internal(world, session, operation) }
    : external(world, session, operation, call);
  if (done === null) return NO_ANSWER;
  const { body } = done;
  const made = 'child' in done ? { session_id: session.session_id, child: done.child.session_id } : undefined;
  if (tracked !== null) world.store.tracked.put({ key: tracked, status: 200, body, ...(made && { made }) });
  return { status: 200, body };
}

export function operationRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', '/b/pbl/v2/operation', 'operation', (call) => perform(world, call));
}
