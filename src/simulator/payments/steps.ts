import { testCardById, type Step } from '../card-table.js';
import { isoDate } from '../clock.js';
import { isDeclineCode } from '../decline-codes.js';
import type { FaultAction } from '../faults.js';
import { textOf, type SavedCard } from '../state/types.js';
import type { World } from '../world.js';

const OUTCOMES: Record<string, Step> = {
  approve: { do: 'approve' },
  no_answer: { do: 'no_answer', paid: false },
  no_answer_paid: { do: 'no_answer', paid: true },
};

/** What a fault wants of the gateway; null when none does. */
export function forcedStep(steering: FaultAction[]): Step | null {
  for (const action of steering) {
    if (action.type === 'force_decline') {
      const code = typeof action.code === 'string' ? action.code : '05';
      return { do: 'decline', code: isDeclineCode(code) ? code : '05' };
    }
    const outcome = textOf(action.outcome);
    if (outcome === 'approve_late') return { do: 'approve_late', minutes: Number(action.minutes ?? 5) };
    if (OUTCOMES[outcome]) return OUTCOMES[outcome];
  }
  return null;
}

/** How a charge of a saved card ends, and counts it. */
export function stepOfCharge(world: World, card: SavedCard, steering: FaultAction[]): Step {
  const forced = forcedStep(steering);
  if (forced) return forced;
  card.mit_attempts++;
  world.store.cards.put(card);
  if (`20${card.expiry_year}-${card.expiry_month}` < isoDate(world.clock.now()).slice(0, 7)) {
    return { do: 'decline', code: '54' };
  }
  return testCardById(card.test_card)?.onCharge(card.mit_attempts, card.variant) ?? { do: 'approve' };
}
