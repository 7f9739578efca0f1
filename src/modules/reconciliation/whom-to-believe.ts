import { LIST_LAG_MINUTES } from '../../domain/card/card-of-agreement.js';
import { after, type Moment } from '../charges/index.js';
import { CARD_PATIENCE_HOURS } from './next-card-step.js';

/**
 * What Ottu's list says of the card that an agreement is bound to:
 * - another: a card, and not the one that the agreement has here.
 * - as_before: the very card that the agreement has here.
 * - none: no card, or the account has no list.
 * - unheard: nothing, since it was not asked or did not answer.
 */
export type ListSays = 'another' | 'as_before' | 'none' | 'unheard';

/**
 * Whose word about a card is taken: the list's, the page's, or nobody's yet. A list that names the card of before may
 * only lag behind: believed at once it would undo a change of card for good. One that was not heard has said nothing,
 * and a single refusal of our own budget must not decide. Pure.
 */
export function whomToBelieve(
  list: ListSays,
  { paidAt, mayWait }: { paidAt: Date; mayWait: boolean },
  moment: Moment,
): 'list' | 'page' | 'wait' {
  const isOver = (wait: { minutes: number } | { hours: number }) =>
    !mayWait || moment.now >= after(moment, wait, paidAt);
  switch (list) {
    case 'another':
      return 'list';
    case 'as_before':
      return isOver({ minutes: LIST_LAG_MINUTES }) ? 'list' : 'wait';
    case 'none':
      return 'page';
    case 'unheard':
      return isOver({ hours: CARD_PATIENCE_HOURS }) ? 'page' : 'wait';
  }
}
