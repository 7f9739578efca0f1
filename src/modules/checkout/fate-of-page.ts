import { attemptMachine } from '../../domain/charge/attempt-states.js';
import { can } from '../../domain/state-machine.js';
import type { Attempt } from '../charges/index.js';

type Held = Pick<Attempt, 'status' | 'owner' | 'epoch'>;

/**
 * Pure. What becomes of a page that the platform has just opened.
 * - lost: whoever opened it took so long that the sweep has taken the attempt over, and is about to settle it as
 *   never opened. A page that is shown now would stay payable beside the next charge.
 * - close: while it was being opened a cancel came, which waits for it, or the money came from elsewhere. It is written
 *   down as over, so that the sweep closes it at the platform, and nobody is led there.
 */
export function fateOfPage(opening: Held, current: Held, isWanted: boolean): 'show' | 'close' | 'lost' {
  const isOurs = current.owner === opening.owner && current.epoch === opening.epoch;
  if (!isOurs || !can(attemptMachine, current.status, 'session_opened')) return 'lost';
  return isWanted ? 'show' : 'close';
}
