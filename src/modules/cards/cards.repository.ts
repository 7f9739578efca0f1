import { Injectable } from '@nestjs/common';
import { Equal, In } from 'typeorm';
import type { CardReading } from '../../gateway/payment-gateway.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectByKeys } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { Card } from './card.entity.js';
import { CardSyncsRepository } from './card-syncs.repository.js';

export const CARD_DELETIONS_DUE: DueRows = { table: 'cards', column: 'deletion_due_at' };

@Injectable()
export class CardsRepository {
  constructor(
    private readonly box: SecretBox,
    private readonly syncs: CardSyncsRepository,
  ) {}

  /**
   * Stores what Ottu says of a card; the same token of the same customer is the same card. A refused card
   * stays refused: that Ottu still lists it does not mean that its issuer changed its mind. Unless the customer has
   * just given it with another number or expiry: that is a new card, and its issuer has approved it on the page. One
   * that was gone, or was to go, is there again.
   */
  async upsertFromGateway(
    tx: Tx,
    merchantId: bigint,
    customerId: bigint,
    reading: CardReading,
    now: Date,
    { isGiven = false } = {},
  ): Promise<Card> {
    const tokenHash = this.box.lookup(reading.token);
    await tx.query(
      `INSERT INTO cards (merchant_id, public_id, customer_id, token, token_hash, pg_code, brand, last_four,
         expiry_month, expiry_year, name_on_card, status, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'active', $12, $12)
       ON CONFLICT (merchant_id, customer_id, token_hash) DO UPDATE SET
         pg_code = excluded.pg_code, brand = excluded.brand, last_four = excluded.last_four,
         expiry_month = excluded.expiry_month, expiry_year = excluded.expiry_year,
         name_on_card = excluded.name_on_card, updated_at = excluded.updated_at,
         status = CASE WHEN cards.refused_reason IS NULL OR ($13 AND ${IS_ANOTHER}) THEN 'active' ELSE 'refused' END,
         refused_reason = CASE WHEN $13 AND ${IS_ANOTHER} THEN NULL ELSE cards.refused_reason END,
         renewed_at = CASE WHEN $13 AND ${IS_ANOTHER} THEN excluded.updated_at ELSE cards.renewed_at END,
         given_last_four = CASE WHEN NOT $13 THEN ${GIVEN.lastFour} END,
         given_expiry_month = CASE WHEN NOT $13 THEN ${GIVEN.expiryMonth} END,
         given_expiry_year = CASE WHEN NOT $13 THEN ${GIVEN.expiryYear} END,
         status_reason = NULL, deletion_requested_at = NULL, deletion_due_at = NULL, deletion_tries = 0,
         kept_at_ottu = false`,
      [
        merchantId,
        newId('card'),
        customerId,
        this.box.seal(reading.token, purpose(merchantId, customerId)),
        tokenHash,
        reading.pgCode,
        reading.brand,
        reading.lastFour,
        reading.expiryMonth,
        reading.expiryYear,
        reading.nameOnCard,
        now,
        isGiven,
      ],
    );
    await this.syncs.begin(tx, merchantId, customerId, now);
    return tx.findOneByOrFail(Card, { merchantId, customerId, tokenHash });
  }

  /** What Ottu shows of a card that is known; untouched when it shows the same. True when it ends on another day. */
  async refresh(tx: Tx, card: Card, reading: CardReading, now: Date): Promise<boolean> {
    const shown = shownOf(reading);
    const isSame = Object.entries(shown).every(([name, value]) => card[name as keyof Card] === value);
    if (isSame) return false;
    const endsOtherwise = card.expiryMonth !== reading.expiryMonth || card.expiryYear !== reading.expiryYear;
    const changes = { ...shown, ...givenOf(card), updatedAt: now };
    await this.update(tx, card.merchantId, card.id, changes);
    Object.assign(card, changes);
    return endsOtherwise;
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<Card>): Promise<void> {
    assertAffected(await tx.update(Card, { merchantId, id }, patch), `card ${id}`);
  }

  async clearDefault(tx: Tx, merchantId: bigint, customerId: bigint, at: Date): Promise<void> {
    await tx.update(Card, { merchantId, customerId, isDefault: true }, { isDefault: false, updatedAt: at });
  }

  /** By which a listed token is recognized among those of `ofCustomer`. */
  keyOf(token: string): string {
    return this.box.lookup(token).toString('hex');
  }

  ofCustomer(tx: Tx, merchantId: bigint, customerId: bigint): Promise<Card[]> {
    return tx.find(Card, { where: { merchantId, customerId }, order: { id: 'ASC' } });
  }

  /** Deletions that Ottu has not confirmed yet. Put off in the same statement, so that of two workers one asks. */
  async takeDeletionsDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Card[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE cards SET deletion_due_at = $1::timestamptz + interval '1 hour'
       WHERE (merchant_id, id) IN (
         SELECT merchant_id, id FROM cards
         WHERE deletion_due_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY deletion_due_at, id FOR UPDATE SKIP LOCKED LIMIT $3)
       RETURNING id`,
      [now, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Card, { id: In(keys.map((key) => key.id)) });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Card | null> {
    return tx.findOneBy(Card, { merchantId, id });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Card[]> {
    return tx.findBy(Card, { merchantId, id: In(ids) });
  }

  /** Of one batch, across merchants, by id. */
  findByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Card>> {
    return selectByKeys(tx, Card, keys, 'unlocked');
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Card | null> {
    return tx.findOneBy(Card, { merchantId, publicId });
  }

  findByToken(tx: Tx, merchantId: bigint, customerId: bigint, token: string): Promise<Card | null> {
    return tx.findOneBy(Card, { merchantId, customerId, tokenHash: this.box.lookup(token) });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Card | null> {
    return tx.findOne(Card, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Held until the caller's transaction ends, so that a refusal in the middle of it waits and is not overtaken. */
  lockByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Card>> {
    return selectByKeys(tx, Card, keys, 'locked_but_for_references');
  }

  /** With `id` only that one. */
  pageOfCustomer(
    tx: Tx,
    merchantId: bigint,
    customerId: bigint,
    page: PageRequest,
    id?: bigint,
  ): Promise<Page<Card>> {
    return pageOf(tx, Card, { merchantId, customerId, ...(id !== undefined && { id: Equal(id) }) }, page);
  }

  /** The token in the clear, for the charge call only: never to be stored, logged or answered. */
  openToken(card: Card): string {
    return this.box.open(card.token, purpose(card.merchantId, card.customerId));
  }

  /** Never charged again without the customer. The first reason stays; false when it was refused before. */
  async markRefused(tx: Tx, merchantId: bigint, id: bigint, reason: string, at: Date): Promise<boolean> {
    const result = await tx.update(
      Card,
      { merchantId, id, status: 'active' },
      { status: 'refused', refusedReason: reason, updatedAt: at },
    );
    return result.affected === 1;
  }
}

const GIVEN = {
  lastFour: 'COALESCE(cards.given_last_four, cards.last_four)',
  expiryMonth: 'COALESCE(cards.given_expiry_month, cards.expiry_month)',
  expiryYear: 'COALESCE(cards.given_expiry_year, cards.expiry_year)',
};

/**
 * Whether what is read now is another card than the one that was given before. Not than the one that a list has shown
 * since: that knows of a renewal before the customer gives it, or still after that. Null, and so no, where it does not
 * tell its digits.
 */
const IS_ANOTHER = `(${GIVEN.expiryMonth} <> excluded.expiry_month OR ${GIVEN.expiryYear} <> excluded.expiry_year
  OR ${GIVEN.lastFour} <> excluded.last_four)`;

/** Binds a sealed token to its owner: copied to another customer's row it does not open. */
function purpose(merchantId: bigint, customerId: bigint): string {
  return `card/${merchantId}/${customerId}/token`;
}

/** Kept when a list shows other ones. */
function givenOf(card: Card) {
  return {
    givenLastFour: card.givenLastFour ?? card.lastFour,
    givenExpiryMonth: card.givenExpiryMonth ?? card.expiryMonth,
    givenExpiryYear: card.givenExpiryYear ?? card.expiryYear,
  };
}

function shownOf({ pgCode, brand, lastFour, expiryMonth, expiryYear, nameOnCard }: CardReading) {
  return { pgCode, brand, lastFour, expiryMonth, expiryYear, nameOnCard };
}
