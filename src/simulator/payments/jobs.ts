import { STATE_TABLE } from '../state/states.js';
import { textOf, type Job, type JsonObject, type Session } from '../state/types.js';
import type { World } from '../world.js';
import { revealOutcome, succeedLate } from './charge.js';
import { notifyPayment, sendLate } from './notify.js';
import { refundLate, settleRefund } from './operations.js';

function expire(world: World, session: Session): void {
  if (!world.settings.auto_expire || !STATE_TABLE[session.state].expirable) return;
  if (world.clock.now() < session.expires_at) return;
  session.state = 'expired';
  world.store.sessions.put(session);
}

function lateSuccess(world: World, session: Session): void {
  const kind = session.unanswered?.kind;
  if (!succeedLate(world, session)) return;
  if (kind === 'CIT' || world.settings.mit_webhook) void notifyPayment(world, session);
}

function automaticInquiry(world: World, session: Session): void {
  if (revealOutcome(world, session)) {
    void notifyPayment(world, session);
    return;
  }
  const minutes = world.settings.automatic_inquiry_minutes;
  const open = session.unanswered !== null && STATE_TABLE[session.state].mayTurnPaid;
  if (minutes === null || !open) return;
  // The gateway's own window is not over yet: ask again.
  const at = world.clock.now() + Math.max(1, minutes) * 60_000;
  world.scheduler.plan(at, 'automatic_inquiry', session.session_id);
}

/** Does what was planned for this moment of the simulator's clock. */
export function runJob(world: World, job: Job): void {
  if (job.type === 'send_webhook') {
    sendLate(world, job.data.outgoing as JsonObject);
    return;
  }
  const session = world.store.sessions.get(job.session_id);
  if (!session || session.deleted) return;
  if (job.type === 'expire') expire(world, session);
  else if (job.type === 'late_success') lateSuccess(world, session);
  else if (job.type === 'automatic_inquiry') automaticInquiry(world, session);
  else if (job.type === 'late_refund') refundLate(world, session, textOf(job.data.amount));
  else settleRefund(world, session, textOf(job.data.child));
}
