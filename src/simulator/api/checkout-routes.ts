import type { FastifyInstance } from 'fastify';
import { formatAmount } from '../money.js';
import { createSession, expiryOf } from '../payments/sessions.js';
import { STATE_TABLE } from '../state/states.js';
import type { JsonObject, Session } from '../state/types.js';
import type { World } from '../world.js';
import { requireGateways } from './auth.js';
import { chargeToken } from './auto-debit.js';
import { checkCreate } from './create-check.js';
import { NO_ANSWER, type Answer } from '../connection.js';
import { endpoint, type Call } from './endpoint.js';
import { detail, fieldErrors } from './errors.js';
import { sessionView } from './session-view.js';

const COLLECTION = '/b/checkout/v1/pymt-txn';
const ITEM = `${COLLECTION}/:session_id`;

function tokenOf(body: JsonObject): string | null {
  const instrument = body.payment_instrument;
  if (instrument === undefined || instrument === null) return null;
  const { instrument_type = 'token', payload } = instrument as JsonObject;
  if (instrument_type !== 'token') {
    throw fieldErrors({
      payment_instrument: { instrument_type: ['This simulator knows the instrument "token" only.'] },
    });
  }
  const token = (payload as JsonObject | undefined)?.token;
  if (typeof token === 'string' && token !== '') return token;
  throw fieldErrors({ payment_instrument: { payload: ['This field is required.'] } });
}

function create(world: World, call: Call): Answer | typeof NO_ANSWER {
  const { request, errors } = checkCreate(world, call.body);
  if (errors) throw fieldErrors(errors);
  requireGateways(call.caller, request.pg_codes);
  const token = tokenOf(call.body);
  const session = createSession(world, request);
  if (token === null) return { status: 201, body: sessionView(world, session) };
  const answer = chargeToken(world, session, token, call.steering);
  return answer === NO_ANSWER || answer.status !== 200 ? answer : { ...answer, status: 201 };
}

export function findSession(world: World, id: string): Session {
  const session = world.store.sessions.get(id);
  if (!session || session.deleted) throw detail(404, 'Not found.');
  return session;
}

/** What the body of the create call would have been, so that a change is checked like a creation. */
function asBody(session: Session): JsonObject {
  const { other, min_expiry_days, agreement, ...request } = session.request;
  const body: JsonObject = { ...request, ...other };
  if (agreement) body.agreement = { ...agreement };
  if (min_expiry_days !== undefined) body.card_acceptance_criteria = { min_expiry_time: min_expiry_days };
  return body;
}

function update(world: World, call: Call, whole: boolean): Answer {
  const session = findSession(world, call.params.session_id ?? '');
  if (!STATE_TABLE[session.state].editable) {
    throw detail(400, `A transaction in the state ${session.state} cannot be changed.`);
  }
  const given = Object.fromEntries(Object.entries(call.body).filter(([, value]) => value !== undefined));
  const base = asBody(session);
  const keepsOrderNo = given.order_no === undefined || given.order_no === session.request.order_no;
  const body = { ...(whole ? {} : base), ...given };
  if (keepsOrderNo) delete body.order_no;
  const { request, errors } = checkCreate(world, body);
  if (errors) throw fieldErrors(errors);
  requireGateways(call.caller, request.pg_codes);
  if (keepsOrderNo && session.request.order_no !== undefined) request.order_no = session.request.order_no;
  applyUpdate(world, session, request, given);
  return { status: 200, body: sessionView(world, session) };
}

function applyUpdate(world: World, session: Session, request: Session['request'], given: JsonObject): void {
  session.request = request;
  session.pg_code = request.pg_codes.includes(session.pg_code)
    ? session.pg_code
    : (request.pg_codes[0] ?? '');
  session.paid_amount = formatAmount(0n, request.currency_code);
  if (given.expiration_time !== undefined) {
    session.expires_at = expiryOf(world, request, world.clock.now());
    world.scheduler.plan(session.expires_at, 'expire', session.session_id);
  }
  world.store.sessions.put(session);
}

export function checkoutRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', COLLECTION, 'create', (call) => create(world, call));
  endpoint(app, world, 'GET', ITEM, 'retrieve', (call) => ({
    status: 200,
    body: sessionView(world, findSession(world, call.params.session_id ?? '')),
  }));
  endpoint(app, world, 'PATCH', ITEM, 'patch', (call) => update(world, call, false));
  endpoint(app, world, 'PUT', ITEM, 'patch', (call) => update(world, call, true));
}
