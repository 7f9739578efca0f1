import { Injectable } from '@nestjs/common';
import { type SafeguardSettings, safeguardsOf } from '../../domain/safeguards/settings.js';
import { DEFAULT_SURPLUS_HANDLING } from '../../domain/refund/surplus-handling.js';
import { In } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import { selectWhere } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { HmacKeys, SealedCredentials } from './merchant-accounts.js';
import { Merchant } from './merchant.entity.js';

type Later =
  | 'askingCredentials'
  | 'askingApiUser'
  | 'refundingCredentials'
  | 'refundingApiUser'
  | 'credentialsChangedAt'
  | 'askingRefusedAt'
  | 'askingRefusalTold'
  | 'previousHmacKey'
  | 'previousHmacUntil'
  | 'chargingStoppedAt'
  | 'chargingStoppedReason'
  | 'manualConfirmation'
  | 'surplusHandling'
  | 'refundApproval'
  | 'safeguards'
  | 'consentLeadDays'
  | 'consentLeadCycles'
  | 'ottuPublicKey'
  | 'defaultCountry'
  | 'invoiceReviewHours'
  | 'taxRateCount'
  | 'routingFaults'
  | 'routingCheckedAt'
  | 'routingCheckDueAt'
  | 'quarantineFullAt';
/** What a merchant decides for itself. */
export type MerchantChoices = Pick<
  Merchant,
  | 'manualConfirmation'
  | 'surplusHandling'
  | 'safeguards'
  | 'consentLeadDays'
  | 'consentLeadCycles'
  | 'ottuPublicKey'
  | 'defaultCountry'
  | 'invoiceReviewHours'
>;
export type NewMerchant = Omit<Merchant, 'id' | 'dunning' | Later>;

@Injectable()
export class MerchantsRepository {
  async insert(tx: Tx, merchant: NewMerchant): Promise<Merchant> {
    const row = tx.create(Merchant, {
      ...merchant,
      askingCredentials: null,
      askingApiUser: null,
      refundingCredentials: null,
      refundingApiUser: null,
      credentialsChangedAt: null,
      askingRefusedAt: null,
      askingRefusalTold: false,
      previousHmacKey: null,
      previousHmacUntil: null,
      chargingStoppedAt: null,
      chargingStoppedReason: null,
      manualConfirmation: false,
      surplusHandling: DEFAULT_SURPLUS_HANDLING,
      safeguards: {},
      refundApproval: {},
      consentLeadDays: 30,
      consentLeadCycles: 3,
      ottuPublicKey: null,
      defaultCountry: null,
      invoiceReviewHours: 0,
      taxRateCount: 0,
      routingFaults: {},
      routingCheckedAt: null,
      quarantineFullAt: null,
    });
    await tx.insert(Merchant, row);
    return row;
  }

  findById(tx: Tx, id: bigint): Promise<Merchant | null> {
    return tx.findOneBy(Merchant, { id });
  }

  findByPublicId(tx: Tx, publicId: string): Promise<Merchant | null> {
    return tx.findOneBy(Merchant, { publicId });
  }

  findByPublicIds(tx: Tx, publicIds: readonly string[]): Promise<Merchant[]> {
    return selectWhere(tx, Merchant, { publicId: publicIds });
  }

  /** For what must not happen twice at once for one merchant. */
  lockById(tx: Tx, id: bigint): Promise<Merchant | null> {
    return tx.findOne(Merchant, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async safeguardsOf(tx: Tx, id: bigint): Promise<SafeguardSettings> {
    const merchant = await tx.findOneOrFail(Merchant, {
      where: { id },
      select: { id: true, safeguards: true },
    });
    return safeguardsOf(merchant.safeguards);
  }

  existsLive(tx: Tx): Promise<boolean> {
    return tx.existsBy(Merchant, { mode: 'live' });
  }

  /** The oldest first. */
  list(tx: Tx, limit: number): Promise<Merchant[]> {
    return tx.find(Merchant, { order: { id: 'ASC' }, take: limit });
  }

  /** All charging of this merchant stops until somebody has looked; null lets it go on. */
  async setChargingStopped(tx: Tx, id: bigint, stop: { at: Date; reason: string } | null): Promise<void> {
    const columns = { chargingStoppedAt: stop?.at ?? null, chargingStoppedReason: stop?.reason ?? null };
    assertAffected(await tx.update(Merchant, { id }, columns), 'Stopping or resuming charges of a merchant');
  }

  async update(
    tx: Tx,
    id: bigint,
    patch: Partial<
      MerchantChoices &
        HmacKeys &
        SealedCredentials &
        Pick<
          Merchant,
          | 'credentialsChangedAt'
          | 'askingRefusedAt'
          | 'askingRefusalTold'
          | 'taxRateCount'
          | 'refundApproval'
          | 'routing'
          | 'routingFaults'
        >
    >,
  ): Promise<void> {
    assertAffected(await tx.update(Merchant, { id }, patch), `merchant ${id}`);
  }

  /** True for one of those that find it full at once, and for nobody again before `again`. */
  async noteFullQuarantine(tx: Tx, id: bigint, now: Date, again: Date): Promise<boolean> {
    const [, affected] = await tx.query<[unknown[], number]>(
      `UPDATE merchants SET quarantine_full_at = $2
       WHERE id = $1 AND (quarantine_full_at IS NULL OR quarantine_full_at <= $3)`,
      [id, now, again],
    );
    return affected === 1;
  }

  /** Whose routing was not checked today. Put off in the same statement: one process asks, and again in an hour if it fails. */
  async takeRoutingChecksDue(tx: Tx, limit: number): Promise<Merchant[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE merchants SET routing_check_due_at = clock_timestamp() + interval '1 hour' WHERE id IN (
         SELECT id FROM merchants WHERE routing_check_due_at <= clock_timestamp()
         ORDER BY routing_check_due_at, id FOR UPDATE SKIP LOCKED LIMIT $1)
       RETURNING id`,
      [limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Merchant, { id: In(keys.map((key) => key.id)) });
  }

  async routingChecked(tx: Tx, id: bigint, routingFaults: Record<string, string>): Promise<void> {
    const result = await tx.update(
      Merchant,
      { id },
      {
        routingFaults,
        routingCheckedAt: () => 'clock_timestamp()',
        routingCheckDueAt: () => "clock_timestamp() + interval '1 day'",
      },
    );
    assertAffected(result, `merchant ${id}`);
  }

  async checkRoutingSoon(tx: Tx, id: bigint): Promise<void> {
    const result = await tx.update(Merchant, { id }, { routingCheckDueAt: () => 'clock_timestamp()' });
    assertAffected(result, `merchant ${id}`);
  }
}
