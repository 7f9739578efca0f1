import type { JsonObject, Session } from '../state/types.js';
import type { World } from '../world.js';
import { BodyCheck } from './check.js';
import { detail, fieldErrors } from './errors.js';

/** The transaction a body names by `session_id` or `order_no`; which one wins is a setting. */
export function referredSession(world: World, body: JsonObject): Session {
  const check = new BodyCheck(body);
  const sessionId = check.text('session_id', { max: 128 });
  const orderNo = check.text('order_no', { max: 128 });
  if (sessionId === undefined && orderNo === undefined) {
    check.fail('session_id', 'Either session_id or order_no is required.');
  }
  if (check.failed) throw fieldErrors(check.errors);
  const byId = () => (sessionId === undefined ? undefined : world.store.sessions.get(sessionId));
  const byOrderNo = () => (orderNo === undefined ? undefined : world.store.sessionByOrderNo(orderNo));
  const orderNoWins = world.settings.reference_priority === 'order_no' && orderNo !== undefined;
  const session = orderNoWins ? byOrderNo() : sessionId !== undefined ? byId() : byOrderNo();
  if (!session || session.deleted) throw detail(404, 'Not found.');
  return session;
}
