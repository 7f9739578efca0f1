import { Injectable } from '@nestjs/common';
import type { CardTry } from '../../domain/charge/card-limits.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';

/** Tries of one card that are read at most: far more than any network allows. */
const MOST_TRIES = 100;

/**
 * What was tried before, as spacing and networks count it: what reached the card, or may have. An attempt
 * that had to be fenced moved no money, but may well have been tried.
 */
@Injectable()
export class AttemptHistory {
  /** When a charge that may have reached the card was last sent for each subscription, or is about to be. */
  async lastSentAt(tx: Tx, subscriptions: readonly RowKey[]): Promise<Map<bigint, Date>> {
    const rows = await tx.query<{ id: bigint; at: Date | null }[]>(
      `SELECT k.id, l.at FROM unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)
       CROSS JOIN LATERAL (
         SELECT max(CASE WHEN status = 'prepared' AND kind = 'mit' THEN prepared_at ELSE sent_at END) AS at
         FROM attempts
         WHERE merchant_id = k.merchant_id AND subscription_id = k.id
           AND (status NOT IN ('abandoned', 'rejected') OR fenced_at IS NOT NULL)) l`,
      [subscriptions.map((key) => key.merchantId), subscriptions.map((key) => key.id)],
    );
    return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at]])));
  }

  /** What was tried on each card since, for any subscription; the latest first. */
  async triesOfCards(tx: Tx, cards: readonly RowKey[], since: Date): Promise<Map<bigint, CardTry[]>> {
    const rows = await tx.query<
      { card_id: bigint; sent_at: Date; declined: boolean; decline_advice: string | null }[]
    >(
      `SELECT k.id AS card_id, a.sent_at, a.status = 'declined' AS declined, a.decline_advice
       FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)) k
       CROSS JOIN LATERAL (
         SELECT sent_at, status, decline_advice FROM attempts
         WHERE merchant_id = k.merchant_id AND card_id = k.id AND sent_at > $3
           AND (status NOT IN ('abandoned', 'rejected') OR fenced_at IS NOT NULL)
         ORDER BY sent_at DESC LIMIT ${MOST_TRIES}) a`,
      [cards.map((key) => key.merchantId), cards.map((key) => key.id), since],
    );
    const tries = new Map<bigint, CardTry[]>(cards.map(({ id }) => [id, []]));
    for (const { card_id, sent_at, declined, decline_advice } of rows) {
      tries.get(card_id)!.push({ at: sent_at, declined, adviceCode: decline_advice });
    }
    return tries;
  }
}
