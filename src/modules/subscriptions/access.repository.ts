import { Injectable } from '@nestjs/common';
import { ATTEMPT_STATES_IN_DOUBT } from '../../domain/charge/attempt-states.js';
import { listOf } from '../../platform/database/conditions.js';
import type { AccessInput } from '../../domain/dunning/access.js';
import type { Feature } from '../../domain/entitlement/entitlements.js';
import { queryPrepared } from '../../platform/database/prepared.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

/** A subscription of the customer and what its items give; `items` in the order in which they were added. */
export interface AccessFacts extends AccessInput {
  publicId: string;
  items: { id: bigint; features: Feature[] }[];
}

export interface CustomerAccessFacts {
  /** What time it is on the merchant's test clock; null without one. */
  testNow: Date | null;
  /** The newest first. */
  subscriptions: AccessFacts[];
}

type Row = Omit<AccessFacts, 'items' | 'publicId'> & {
  testNow: Date | null;
  publicId: string | null;
  itemId: bigint | null;
  features: Feature[] | null;
};

/** Written out, because the partial index attempts_in_doubt serves only a condition that names its states. */
const IN_DOUBT = listOf(ATTEMPT_STATES_IN_DOUBT);

/**
 * A row for each item of each subscription; one without either for a customer who has none. What a payment in doubt
 * means is asked only where grace is over, which is where it matters. A customer of many hundred subscriptions is
 * answered by a hundred: those that run, then those that wait for a first payment, then those that are over, the newest
 * first. By their age alone a hundred abandoned checkouts would stand before the one that is paid.
 */
const STATEMENT = `
  SELECT k.now AS "testNow", s.public_id AS "publicId", s.status, s.trial_end AS "trialEnd",
    s.current_period_end AS "currentPeriodEnd", s.cancel_at_period_end AS "cancelAtPeriodEnd",
    s.past_due_since AS "pastDueSince", s.grace_until AS "graceUntil", s.ended_at AS "endedAt",
    s.paused_at AS "pausedAt", s.pause_access AS "pauseAccess", s.in_doubt_since AS "inDoubtSince",
    i.id AS "itemId", v.features
  FROM customers c
  LEFT JOIN test_clocks k ON k.merchant_id = c.merchant_id
  LEFT JOIN LATERAL (
    SELECT s.*, CASE WHEN s.grace_until IS NOT NULL THEN (
        SELECT min(coalesce(a.sent_at, a.prepared_at)) FROM attempts a
        WHERE a.merchant_id = s.merchant_id AND a.subscription_id = s.id AND a.status IN (${IN_DOUBT})
      ) END AS in_doubt_since
    FROM subscriptions s WHERE s.merchant_id = c.merchant_id AND s.customer_id = c.id
    ORDER BY s.ended_at IS NOT NULL, s.status = 'incomplete', s.id DESC LIMIT 100
  ) s ON true
  LEFT JOIN subscription_items i
    ON i.merchant_id = s.merchant_id AND i.subscription_id = s.id AND i.removed_at IS NULL
  LEFT JOIN prices p ON p.merchant_id = i.merchant_id AND p.id = i.price_id
  LEFT JOIN plan_versions v
    ON v.merchant_id = p.merchant_id AND v.plan_id = p.plan_id AND v.version = p.plan_version
  WHERE c.merchant_id = $1 AND c.public_id = $2
  ORDER BY s.id DESC, i.id`;

/**
 * All that access rests on, in one statement that each connection plans once: a backend asks at every login, and
 * each statement more costs it as much again. It reads the tables of other rooms for that, and writes none.
 */
@Injectable()
export class AccessRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Null when there is no such customer. */
  async read(merchantId: bigint, customerPublicId: string): Promise<CustomerAccessFacts | null> {
    const values = [merchantId, customerPublicId];
    const rows = await this.uow.read((tx) => queryPrepared<Row>(tx, STATEMENT, values));
    if (rows.length === 0) return null;
    const subscriptions = new Map<string, AccessFacts>();
    for (const { publicId, itemId, features, ...facts } of rows) {
      if (publicId === null) continue;
      const known = subscriptions.get(publicId) ?? { publicId, items: [], ...facts };
      if (itemId !== null) known.items.push({ id: itemId, features: features ?? [] });
      subscriptions.set(publicId, known);
    }
    return { testNow: rows[0]!.testNow, subscriptions: [...subscriptions.values()] };
  }
}
