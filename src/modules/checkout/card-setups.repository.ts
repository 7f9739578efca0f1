import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import type { DueRows } from '../../platform/clock/due-rows.js';
import {
  scopeCondition,
  scopeParameter,
  type TimeScope,
  unlessHinted,
} from '../../platform/clock/time-scope.js';
import { assertAffected } from '../../platform/database/rows.js';
import { type OrderKey, selectByOrders } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
import { CardSetup } from './card-setup.entity.js';

export type NewCardSetup = Pick<
  CardSetup,
  | 'merchantId'
  | 'customerId'
  | 'subscriptionId'
  | 'purpose'
  | 'agreementId'
  | 'returnUrl'
  | 'n'
  | 'orderNo'
  | 'pgCode'
  | 'currency'
  | 'createdAt'
>;

export const CARD_SETUPS_TO_CHECK: DueRows = { table: 'card_setups', column: 'next_check_at' };

@Injectable()
export class CardSetupsRepository {
  async insert(tx: Tx, row: NewCardSetup): Promise<CardSetup> {
    const setup = Object.assign(new CardSetup(), row, {
      publicId: newId('cardSetup'),
      status: 'prepared' as const,
      sessionId: null,
      checkoutUrl: null,
      expiresAt: null,
      paidSeenAt: null,
      nextCheckAt: null,
      checks: 0,
      updatedAt: row.createdAt,
    });
    await tx.insert(CardSetup, setup);
    return setup;
  }

  findOpen(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<CardSetup | null> {
    return tx.findOneBy(CardSetup, { merchantId, subscriptionId, status: In(['prepared', 'open']) });
  }

  findByOrderNo(tx: Tx, merchantId: bigint, orderNo: string): Promise<CardSetup | null> {
    return tx.findOneBy(CardSetup, { merchantId, orderNo });
  }

  /** Those that messages of Ottu name, across merchants. */
  findByOrders(tx: Tx, orders: readonly OrderKey[]): Promise<CardSetup[]> {
    return selectByOrders(tx, CardSetup, orders);
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<CardSetup> {
    return tx.findOneOrFail(CardSetup, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  count(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<number> {
    return tx.countBy(CardSetup, { merchantId, subscriptionId });
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<CardSetup>): Promise<void> {
    assertAffected(await tx.update(CardSetup, { merchantId, id }, patch), `card setup ${id}`);
  }

  /**
   * Asks about one as soon as the sweep comes by, also when it is over: a bank may approve a card in the moment in
   * which its page is closed, and Ottu charges that card from then on.
   */
  async hint(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<void> {
    const withPage = { status: In(['open', 'expired']), sessionId: Not(IsNull()) };
    await tx.update(CardSetup, { merchantId, id, ...withPage }, { nextCheckAt: at });
  }

  /**
   * Paid at the latest at `at`, and its card is not known for sure: read again at `nextCheckAt`, or sooner. Not where
   * another look has completed it meanwhile: it would be read for ever.
   */
  async awaitCard(tx: Tx, { merchantId, id }: CardSetup, at: Date, nextCheckAt: Date): Promise<void> {
    await tx.query(
      `UPDATE card_setups
       SET paid_seen_at = COALESCE(paid_seen_at, $3), next_check_at = LEAST(next_check_at, $4)
       WHERE merchant_id = $1 AND id = $2 AND status IN ('open', 'expired')`,
      [merchantId, id, at, nextCheckAt],
    );
  }

  /** No card is waited for on it; `nextCheckAt`: when its page is read all the same. A card that was saved stays saved. */
  async end(tx: Tx, merchantId: bigint, id: bigint, at: Date, nextCheckAt: Date | null): Promise<void> {
    const over = { status: 'expired', nextCheckAt, updatedAt: at } as const;
    await tx.update(CardSetup, { merchantId, id, status: Not('completed') }, over);
  }

  /**
   * Setups to ask about. Their next check is moved on in the same statement, so that of two workers only
   * one asks; asking twice would be harmless, for no money moves here. Ever more rarely, and once when the
   * page closes: a webhook tells of a customer at once, and most abandoned pages stay abandoned. One that is
   * complete, and was brought back by an older version, is asked about no more.
   */
  async takeChecksDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<CardSetup[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE card_setups SET checks = checks + 1, next_check_at = CASE WHEN status <> 'completed' THEN LEAST(
         $1::timestamptz + interval '5 minutes' * 2 ^ LEAST(checks, 5),
         CASE WHEN expires_at > $1 THEN expires_at END) END
       WHERE (merchant_id, id) IN (
         SELECT merchant_id, id FROM card_setups
         WHERE next_check_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY next_check_at, id FOR UPDATE ${unlessHinted(scope)} LIMIT $3)
       RETURNING id`,
      [now, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(CardSetup, { id: In(keys.map((key) => key.id)) });
  }
}
