import type { FastifyInstance } from 'fastify';
import type { Answer } from '../connection.js';
import { minorOf } from '../money.js';
import {
  available,
  makeChild,
  operationPayload,
  type ExternalOperation,
  type RefundMode,
} from '../payments/operations.js';
import { notifyOperation } from '../payments/notify.js';
import { STATE_TABLE } from '../state/states.js';
import type { JsonObject, Session } from '../state/types.js';
import type { World } from '../world.js';
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
function external(world: World, session: Session, operation: ExternalOperation, call: Call): JsonObject {
  requireState(session, operation);
  const minor = amountFor(session, operation, call.body);
  const mode = operation === 'refund' ? refundMode(world, call) : 'immediate';
  const child = makeChild(world, session, operation, minor, mode);
  const payload = operationPayload(world, session, child, 'input');
  notifyOperation(world, session, payload);
  return payload;
}

function perform(world: World, call: Call): Answer {
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
  if (first) return { status: first.status, body: first.body };
  const session = referredSession(world, call.body);
  const isInternal = operation === 'cancel' || operation === 'expire' || operation === 'delete';
  const body = isInternal ? internal(world, session, operation) : external(world, session, operation, call);
  if (tracked !== null) world.store.tracked.put({ key: tracked, status: 200, body });
  return { status: 200, body };
}

export function operationRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', '/b/pbl/v2/operation', 'operation', (call) => perform(world, call));
}
