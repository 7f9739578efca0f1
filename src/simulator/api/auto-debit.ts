import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { FaultAction } from '../faults.js';
import { paymentPayload } from '../payload.js';
import { mitRefusal } from '../payments/agreements.js';
import { attempt } from '../payments/charge.js';
import { notifyPayment } from '../payments/notify.js';
import { stepOfCharge } from '../payments/steps.js';
import { STATE_TABLE } from '../state/states.js';
import type { SavedCard, Session } from '../state/types.js';
import type { World } from '../world.js';
import { BodyCheck } from './check.js';
import { NO_ANSWER, type Answer } from '../connection.js';
import { endpoint, type Call } from './endpoint.js';
import { detail, fieldErrors } from './errors.js';

/** How far apart two calls may be and still both be checked before either charges. */
const PARALLEL_WINDOW_MS = 200;

/** Refuses what must not be charged: nothing has happened then, and no `result` is claimed. */
function checkCharge(world: World, session: Session, token: string): SavedCard {
  if (!STATE_TABLE[session.state].payable) {
    throw detail(400, `A transaction in the state ${session.state} cannot be paid.`);
  }
  if (world.settings.auto_expire && world.clock.now() >= session.expires_at) {
    throw detail(400, 'This transaction has expired.');
  }
  const card = world.store.cards.get(token);
  if (!card || card.deleted) throw fieldErrors({ token: ['There is no such token.'] });
  if (session.request.payment_type === 'auto_debit') {
    const refusal = mitRefusal(world, session, card);
    if (refusal) throw detail(400, refusal);
  } else if (card.customer_id !== session.request.customer_id) {
    throw fieldErrors({ token: ['There is no such token.'] });
  }
  return card;
}

function performCharge(
  world: World,
  session: Session,
  card: SavedCard,
  steering: FaultAction[],
): Answer | typeof NO_ANSWER {
  const kind = session.request.payment_type === 'auto_debit' ? 'MIT' : 'CIT';
  session.pg_code = card.pg_code;
  const step = stepOfCharge(world, card, steering);
  attempt(world, session, kind, card, step);
  const payload = paymentPayload(world, session);
  if (world.settings.mit_webhook) void notifyPayment(world, session);
  if (step.do === 'no_answer') return NO_ANSWER;
  if (step.do === 'decline' && world.settings.decline_http_status === 400) {
    const body = { detail: session.message, result: 'failed', pg_response: session.gateway_response };
    return { status: 400, body };
  }
  return { status: 200, body: payload };
}

/** Charges a saved card on a session, in one go: a second call finds it paid. */
export function chargeToken(
  world: World,
  session: Session,
  token: string,
  steering: FaultAction[],
): Answer | typeof NO_ANSWER {
  return performCharge(world, session, checkCharge(world, session, token), steering);
}

async function autoDebit(world: World, call: Call): Promise<Answer | typeof NO_ANSWER> {
  const check = new BodyCheck(call.body);
  const sessionId = check.text('session_id', { max: 128, required: true });
  const token = check.text('token', { required: true });
  if (check.failed) throw fieldErrors(check.errors);
  const session = world.store.sessions.get(sessionId ?? '');
  if (!session || session.deleted) throw fieldErrors({ session_id: ['There is no such transaction.'] });
  const card = checkCharge(world, session, token ?? '');
  if (world.settings.auto_debit_concurrency === 'serialise')
    return performCharge(world, session, card, call.steering);
  // Between the check and the charge another call may have been checked too: both will charge.
  await sleep(PARALLEL_WINDOW_MS);
  return performCharge(world, session, card, call.steering);
}

export function autoDebitRoutes(app: FastifyInstance, world: World): void {
  for (const path of ['/b/pbl/v2/payment/auto-debit', '/b/pbl/v2/auto-debit']) {
    endpoint(app, world, 'POST', path, 'auto_debit', (call) => autoDebit(world, call));
  }
}
