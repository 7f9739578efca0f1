import { card, clause, type EventData, moment, phrase, text } from './facts.js';

const because = (d: EventData): string => phrase(': %', clause(d, 'reason'));
const oldCard = (d: EventData): string | null => card({ card: d['old_card'] ?? null });
const theCard = (d: EventData): string => `The card${phrase(' (%)', card(d))}`;

/** What becomes of cards and of the gateways that take them. */
export const CARD_SENTENCES = {
  'card.saved': (d) => `A card was saved${phrase(': %', card(d))}.`,
  'card.missing': (d) =>
    `${d['attempt_id'] === undefined ? 'The customer gave a card on a page' : 'The first payment succeeded'}, and the payment platform tells of no card to take the next one from${because(d)}; the customer needs to give one.`,
  'card.refused': (d) =>
    `The card${phrase(' (%)', card(d))} will not be charged again for any subscription${because(d)}.`,
  'card.changed': (d) =>
    `Payments are now taken from another card${phrase(': %', card(d))}${phrase(', in place of %', oldCard(d))}.`,
  'card.expiring': (d) =>
    `The card on file${phrase(', %,', card(d))} ends before the next payment${because(d)}; the customer needs to give another.`,
  'card.adopted': (d) =>
    `A card was found at the payment platform that was not known here${phrase(': %', card(d))}.`,
  'card.back': (d) => `${theCard(d)} is at the payment platform again.`,
  'card.gone': (d) =>
    `${theCard(d)} is no longer at the payment platform${because(d)}${typeof d['url'] === 'string' ? '; the customer needs to give another before the next payment' : ''}.`,
  'card.made_default': (d) => `${theCard(d)} is now the customer's default card.`,
  'card.deletion_requested': (d) => `${theCard(d)} is to be deleted and is not charged any more.`,
  'card.deletion_postponed': (d) =>
    `${theCard(d)} could not be deleted at the payment platform yet${because(d)}${phrase('; it is tried again on %', moment(d, 'retry_at'))}.`,
  'card.deleted': (d) =>
    d['kept_at_platform'] === true
      ? `${theCard(d)} was deleted here; the payment platform keeps it${because(d)}.`
      : `${theCard(d)} was deleted.`,
  'routing.changed': (d) =>
    `Gateways were set for currencies${phrase(' by %', text(d, 'api_key'))}${phrase(': %', text(d, 'routing'))}.`,
  'routing.broken': (d) =>
    `Gateway${phrase(' %', text(d, 'pg_code'))} cannot take recurring payments${phrase(' in %', text(d, 'currency'))} any more${because(d)}.`,
  'routing.repaired': (d) =>
    `Gateway${phrase(' %', text(d, 'pg_code'))} takes recurring payments${phrase(' in %', text(d, 'currency'))} again.`,
} as const satisfies Record<string, (data: EventData) => string>;
