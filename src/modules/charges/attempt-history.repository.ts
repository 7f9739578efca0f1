import { Injectable } from '@nestjs/common';
import type { CardTry } from '../../domain/charge/card-limits.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';

/** Tries of one card that are read at most: far more than any network allows. */
const MOST_TRIES = 100;

/** A subscription, by its key, and the card that it would be charged to. */
export interface OfCard extends RowKey {
  cardId: bigint | null;
}

export interface UnderWay {
  /** The card is being charged for another subscription: its answer may forbid this charge. */
  isCardInUse: boolean;
  /** Another payment of the subscription got no answer yet. */
  isInDoubt: boolean;
}

/**
 * What was tried before, as spacing and networks count it: what reached the card, or may have. An attempt
 * that had to be fenced moved no money, but may well have been tried.
 */
@Injectable()
export class AttemptHistory {
  /**
   * When a charge that may have moved money was last sent for each subscription, or is about to be. One that was
   * declined holds up its own card only: it moved nothing, and the customer may give another at once.
   */
  async lastSentAt(tx: Tx, subscriptions: readonly OfCard[]): Promise<Map<bigint, Date>> {
    const rows = await tx.query<{ id: bigint; at: Date | null }[]>(
      `SELECT k.id, l.at FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (merchant_id, id, card_id)
       CROSS JOIN LATERAL (
         SELECT max(CASE WHEN status = 'prepared' AND kind = 'mit' THEN prepared_at ELSE sent_at END) AS at
         FROM attempts
         WHERE merchant_id = k.merchant_id AND subscription_id = k.id
           AND (status NOT IN ('abandoned', 'rejected') OR fenced_at IS NOT NULL)
           AND (status <> 'declined' OR card_id IS NOT DISTINCT FROM k.card_id)) l`,
      parametersOf(subscriptions),
    );
    return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at]])));
  }

  /** Of each subscription: whether its card is being charged this moment, and whether silence left money in doubt. */
  async underWay(tx: Tx, subscriptions: readonly OfCard[]): Promise<Map<bigint, UnderWay>> {
    const rows = await tx.query<({ id: bigint } & UnderWay)[]>(
      `SELECT k.id,
         EXISTS (SELECT 1 FROM attempts WHERE merchant_id = k.merchant_id AND card_id = k.card_id
           AND status IN ('prepared', 'sent')) AS "isCardInUse",
         EXISTS (SELECT 1 FROM attempts WHERE merchant_id = k.merchant_id AND subscription_id = k.id
           AND status IN ('unknown', 'fenced')) AS "isInDoubt"
       FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (merchant_id, id, card_id)`,
      parametersOf(subscriptions),
    );
    return new Map(rows.map(({ id, ...underWay }) => [id, underWay]));
  }

  /** What was tried on each card since, for any subscription; the latest first. */
  async triesOfCards(tx: Tx, cards: readonly RowKey[], since: Date): Promise<Map<bigint, CardTry[]>> {
    const rows = await tx.query<
      {
        card_id: bigint;
        sent_at: Date;
        declined: boolean;
        decline_advice: string | null;
        decline_class: string | null;
        invoice_id: bigint;
      }[]
    >(
      `SELECT k.id AS card_id, a.sent_at, a.status = 'declined' AS declined, a.decline_advice,
         a.decline_class, a.invoice_id
       FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)) k
       CROSS JOIN LATERAL (
         SELECT sent_at, status, decline_advice, decline_class, invoice_id FROM attempts
         WHERE merchant_id = k.merchant_id AND card_id = k.id AND sent_at > $3
           AND (status NOT IN ('abandoned', 'rejected') OR fenced_at IS NOT NULL)
         ORDER BY sent_at DESC LIMIT ${MOST_TRIES}) a`,
      [cards.map((key) => key.merchantId), cards.map((key) => key.id), since],
    );
    const tries = new Map<bigint, CardTry[]>(cards.map(({ id }) => [id, []]));
    for (const row of rows) {
      tries.get(row.card_id)!.push({
        at: row.sent_at,
        declined: row.declined,
        adviceCode: row.decline_advice,
        invoiceId: row.invoice_id,
        isMerchantsFault: row.decline_class === 'configuration',
      });
    }
    return tries;
  }
}

function parametersOf(subscriptions: readonly OfCard[]): unknown[] {
  return [
    subscriptions.map((of) => of.merchantId),
    subscriptions.map((of) => of.id),
    subscriptions.map((of) => of.cardId),
  ];
}
