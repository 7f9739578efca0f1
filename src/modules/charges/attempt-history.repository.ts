import { Injectable } from '@nestjs/common';
import type { CardTry } from '../../domain/charge/card-limits.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';

/** Tries of one card in a month that are read at most: far more than any network allows. */
const MOST_TRIES = 100;

/** A subscription, by its key, and the card that it would be charged to. */
export interface OfCard extends RowKey {
  cardId: bigint | null;
}

/** A card, and the invoice that it is to be charged for. */
export interface CardUse {
  merchantId: bigint;
  cardId: bigint;
  invoiceId: bigint;
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
   * declined holds up its own card only: it moved nothing, and the customer may give another at once. One that was
   * adopted as a page of its customer's after a restore may have been a charge that the books have forgotten.
   */
  async lastSentAt(tx: Tx, subscriptions: readonly OfCard[]): Promise<Map<bigint, Date>> {
    const rows = await tx.query<{ id: bigint; at: Date | null }[]>(
      `SELECT k.id, l.at FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (merchant_id, id, card_id)
       CROSS JOIN LATERAL (
         SELECT max(CASE WHEN status = 'prepared' AND kind = 'mit' THEN prepared_at ELSE coalesce(sent_at, adopted_at) END) AS at
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

  /**
   * What was tried on each card since, for any subscription. What it was tried for its invoice, and how the network
   * answered last, is told however long ago: a limit of an invoice and a "never again" do not end with the month.
   */
  async triesOfCards(tx: Tx, uses: readonly CardUse[], since: Date): Promise<Map<bigint, CardTry[]>> {
    const tried =
      'SELECT id, sent_at, status, decline_advice, decline_class, decline_not_understood, invoice_id FROM attempts a';
    const reached = `a.sent_at IS NOT NULL AND (a.status NOT IN ('abandoned', 'rejected') OR a.fenced_at IS NOT NULL)`;
    const ofCard = `${tried} WHERE a.merchant_id = k.merchant_id AND a.card_id = k.card_id AND ${reached}`;
    const rows = await tx.query<
      {
        card_id: bigint;
        sent_at: Date;
        declined: boolean;
        decline_advice: string | null;
        decline_class: string | null;
        decline_not_understood: boolean;
        invoice_id: bigint;
      }[]
    >(
      `WITH uses AS (
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (merchant_id, card_id, invoice_id)),
       used AS (SELECT DISTINCT merchant_id, card_id FROM uses),
       tries AS (
         SELECT k.card_id, t.* FROM used k CROSS JOIN LATERAL (
           ${ofCard} AND a.sent_at > $4 ORDER BY a.sent_at DESC LIMIT ${MOST_TRIES}) t
         UNION
         SELECT k.card_id, t.* FROM used k CROSS JOIN LATERAL (${ofCard} ORDER BY a.sent_at DESC LIMIT 1) t
         UNION
         SELECT k.card_id, t.* FROM uses k CROSS JOIN LATERAL (${ofCard} AND a.invoice_id = k.invoice_id) t)
       SELECT card_id, sent_at, status = 'declined' AS declined, decline_advice, decline_class,
         decline_not_understood, invoice_id FROM tries`,
      [
        uses.map(({ merchantId }) => merchantId),
        uses.map(({ cardId }) => cardId),
        uses.map(({ invoiceId }) => invoiceId),
        since,
      ],
    );
    const tries = new Map<bigint, CardTry[]>(uses.map(({ cardId }) => [cardId, []]));
    for (const row of rows) {
      tries.get(row.card_id)!.push({
        at: row.sent_at,
        declined: row.declined,
        adviceCode: row.decline_advice,
        invoiceId: row.invoice_id,
        isMerchantsFault: row.decline_class === 'configuration',
        isNotUnderstood: row.decline_not_understood,
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
