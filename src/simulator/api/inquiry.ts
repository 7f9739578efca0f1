import type { FastifyInstance } from 'fastify';
import type { Answer } from '../connection.js';
import { isoDate } from '../clock.js';
import { paymentPayload } from '../payload.js';
import { revealOutcome } from '../payments/charge.js';
import { notifyPayment } from '../payments/notify.js';
import { STATE_TABLE } from '../state/states.js';
import type { Session } from '../state/types.js';
import { count, gatewayByCode, type World } from '../world.js';
import { requirePermission, throttled } from './auth.js';
import { BodyCheck } from './check.js';
import { endpoint, type Call } from './endpoint.js';
import { detail, fieldErrors } from './errors.js';
import { referredSession } from './reference.js';

const MINUTE_MS = 60_000;

/** Seconds until this transaction may be asked about; 0 when it may be now. */
function waitFor(world: World, session: Session): number {
  const { enabled, first_after_minutes, every_minutes, per_day } = world.settings.inquiry_throttle;
  if (!enabled) return 0;
  const now = world.clock.now();
  const today = session.inquiries.filter((at) => isoDate(at) === isoDate(now));
  const last = session.inquiries.at(-1);
  const midnight = Date.parse(`${isoDate(now)}T00:00:00Z`) + 24 * 60 * MINUTE_MS;
  const free = [
    session.created_at + first_after_minutes * MINUTE_MS,
    last === undefined ? 0 : last + every_minutes * MINUTE_MS,
    today.length >= per_day ? midnight : 0,
  ];
  return Math.max(0, ...free.map((at) => (at - now) / 1000));
}

function throttle(world: World, session: Session): void {
  const { enabled, per_minute_total, http_status } = world.settings.inquiry_throttle;
  const wait = waitFor(world, session);
  if (wait > 0) throw throttled(world, wait, http_status);
  const now = world.clock.now();
  const minute = Math.floor(now / MINUTE_MS);
  if (enabled && count(world, `inquiries ${minute}`) > per_minute_total) {
    throw throttled(world, ((minute + 1) * MINUTE_MS - now) / 1000, http_status);
  }
  session.inquiries = [...session.inquiries.slice(-50), now];
  world.store.sessions.put(session);
}

/** Why the gateway cannot be asked about this transaction; null when it can, or when it need not be asked again. */
function refusal(world: World, session: Session): string | null {
  // A platform that tells nowhere of refunds answers no query about what is paid, or it would tell of them there.
  const isTold = world.settings.refunds_told_in !== 'nowhere';
  if (isTold && (session.state === 'paid' || session.state === 'authorized')) return null;
  const gateway = gatewayByCode(world, session.pg_code);
  if (gateway?.inquiry === false) return `The gateway ${gateway.name} does not support inquiry.`;
  if (STATE_TABLE[session.state].inquirable) return null;
  return `Inquiry is not possible in the state ${session.state}.`;
}

function inquire(world: World, call: Call): Answer {
  requirePermission(call.caller, 'payment.inquiry');
  const check = new BodyCheck(call.body);
  const webhookUrl = check.url('webhook_url', 200);
  if (check.failed) throw fieldErrors(check.errors);
  const session = referredSession(world, call.body);
  const refused = refusal(world, session);
  if (refused) throw detail(400, refused, { result: 'failed' });
  throttle(world, session);
  revealOutcome(world, session);
  if (webhookUrl !== undefined) void notifyPayment(world, session, webhookUrl);
  else if (call.body.notify_webhook_url === true) void notifyPayment(world, session);
  return { status: 200, body: paymentPayload(world, session) };
}

export function inquiryRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', '/b/pbl/v2/inquiry', 'inquiry', (call) => inquire(world, call));
}
