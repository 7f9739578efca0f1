import { durationMs } from '../duration.js';
import type { Session, SessionRequest } from '../state/types.js';
import { formatAmount } from '../money.js';
import type { World } from '../world.js';
import { referenceNumber } from './operations.js';

/** When a session expires by itself: what it asked for, its due date, or the usual life of a session. */
export function expiryOf(world: World, request: SessionRequest, from: number): number {
  const asked = request.expiration_time === undefined ? null : durationMs(request.expiration_time);
  return from + (asked ?? world.settings.session_life_minutes * 60_000);
}

export function createSession(world: World, request: SessionRequest): Session {
  const now = world.clock.now();
  const session: Session = {
    session_id: world.random.hex('session').slice(0, 40),
    number: world.store.sessions.size + 1,
    created_at: now,
    expires_at: expiryOf(world, request, now),
    request,
    state: 'created',
    pg_code: request.pg_codes[0] ?? '',
    reference_number: referenceNumber(world),
    message: '',
    gateway_response: {},
    pg_params: {},
    token: null,
    attempts: 0,
    paid_amount: formatAmount(0n, request.currency_code),
    settled_at: null,
    unanswered: null,
    children: [],
    inquiries: [],
    deleted: false,
    payer_may_continue: null,
  };
  world.scheduler.plan(session.expires_at, 'expire', session.session_id);
  return world.store.sessions.put(session);
}
