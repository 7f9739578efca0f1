import { after, type Moment, type Verdict } from '../charges/index.js';
import type { CardSetup } from '../checkout/index.js';

/** A page that can be neither read as closed nor be closed is so long after its end no longer in anybody's way. */
export const SETUP_PATIENCE_HOURS = 6;
/** Until then after its end it is read on, because a bank may answer late; and after that when a webhook tells of it. */
export const SETUP_LAST_LOOK_HOURS = 72;

/**
 * - complete: a card is saved on it.
 * - end: it is closed, and no card was saved.
 * - close: it is to be closed at Ottu, and then here.
 * - give_up: here it is over, whatever it is at Ottu.
 * - wait: it is read again when its next check is due.
 */
export type SetupStep = 'complete' | 'end' | 'close' | 'give_up' | 'wait';

/** What follows from a look at a page on which a card is to be saved. Pure. */
export function nextSetupStep(
  { status, expiresAt }: Pick<CardSetup, 'status' | 'expiresAt'>,
  verdict: Verdict['kind'],
  hasCard: boolean,
  moment: Moment,
): SetupStep {
  // Named by the paid page, or by the agreement where the page is not to be found.
  if (hasCard) return 'complete';
  if (verdict === 'closed') return 'end';
  const isPast = (hours: number) => expiresAt !== null && moment.now >= after(moment, { hours }, expiresAt);
  const isTold = verdict !== 'paid' && verdict !== 'unreadable';
  if (status === 'expired') {
    if (isPast(SETUP_LAST_LOOK_HOURS)) return 'end';
  } else {
    if (isPast(SETUP_PATIENCE_HOURS)) return 'give_up';
    if (!isPast(0)) return 'wait';
  }
  // Forgotten but open, it could still bind the agreement at Ottu to a card that we know nothing of.
  return isTold ? 'close' : 'wait';
}
