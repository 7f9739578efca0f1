import { Injectable } from '@nestjs/common';
import { OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import { listOf } from '../../platform/database/conditions.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Card } from '../cards/index.js';
import { REFUSALS_BEFORE_A_LOOK } from '../charges/index.js';
import type { CardUse } from './why-not-deletable.js';

const OPEN = listOf(OPEN_ATTEMPT_STATES);

export interface AgreementInForce {
  id: bigint;
  /** By which Ottu knows it. */
  name: string;
  subscriptionId: bigint;
  cardId: bigint;
  boundAt: Date;
  /** Ottu refused to charge its card, more than once. */
  isRefused: boolean;
}

/** What a card is needed for. Read after the card was locked: what is written later waits for that lock, and sees. */
@Injectable()
export class CardUsesRepository {
  /** One use is reason enough; payments under way come first, because they pass by themselves. */
  async firstUse(tx: Tx, { merchantId, id, customerId }: Card): Promise<CardUse | null> {
    const [found] = await tx.query<CardUse[]>(
      `SELECT 'attempt' AS what, public_id AS "id" FROM attempts
       WHERE merchant_id = $1 AND customer_id = $3 AND card_id = $2 AND status IN (${OPEN})
       UNION ALL
       SELECT 'charge', c.public_id FROM charges c
       JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
       WHERE s.merchant_id = $1 AND s.card_id = $2 AND s.ended_at IS NOT NULL AND c.next_action = 'attempt'
       UNION ALL
       SELECT 'last bill', public_id FROM subscriptions
       WHERE merchant_id = $1 AND card_id = $2 AND ended_at IS NOT NULL AND final_bill_at IS NOT NULL
       UNION ALL
       SELECT 'subscription', s.public_id FROM subscriptions s
       WHERE s.merchant_id = $1 AND s.ended_at IS NULL AND (s.card_id = $2 OR EXISTS (
         SELECT 1 FROM agreements g WHERE g.merchant_id = s.merchant_id AND g.subscription_id = s.id
           AND g.card_id = $2 AND g.status = 'active'))
       LIMIT 1`,
      [merchantId, id, customerId],
    );
    return found ?? null;
  }

  /** The last day of the agreements that the card was bound to, over or not: so long Ottu may hold it. */
  async lockedUntil(tx: Tx, { merchantId, id }: Card): Promise<string | null> {
    const [row] = await tx.query<{ last: string | null }[]>(
      `SELECT max(expiry_date)::text AS last FROM agreements WHERE merchant_id = $1 AND card_id = $2`,
      [merchantId, id],
    );
    return row!.last;
  }

  /** Subscriptions that are not over and are paid with one of the customer's cards. */
  async paidByCard(tx: Tx, merchantId: bigint, customerId: bigint): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions
       WHERE merchant_id = $1 AND customer_id = $2 AND card_id IS NOT NULL AND ended_at IS NULL ORDER BY id`,
      [merchantId, customerId],
    );
    return rows.map(({ id }) => id);
  }

  /** Of living subscriptions: by their names Ottu is asked once more. */
  agreementsInForce(tx: Tx, merchantId: bigint, customerId: bigint): Promise<AgreementInForce[]> {
    return tx.query(
      `SELECT g.id, g.public_id AS name, g.subscription_id AS "subscriptionId", g.card_id AS "cardId",
         g.updated_at AS "boundAt", EXISTS (
           SELECT 1 FROM charges c WHERE c.merchant_id = g.merchant_id AND c.subscription_id = s.id
             AND c.status IN ('scheduled', 'blocked') AND c.rejections >= $3) AS "isRefused"
       FROM agreements g
       JOIN subscriptions s ON s.merchant_id = g.merchant_id AND s.id = g.subscription_id
       WHERE g.merchant_id = $1 AND s.customer_id = $2 AND g.status = 'active' AND g.card_id IS NOT NULL
         AND s.ended_at IS NULL
       ORDER BY g.id`,
      [merchantId, customerId, REFUSALS_BEFORE_A_LOOK],
    );
  }
}
