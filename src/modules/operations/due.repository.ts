import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

/** Which of a merchant's rows wait for the clock, and in which column they say until when. */
const WAITING = {
  subscriptions: { from: 'subscriptions', at: 'next_bill_at', only: 'quarantined_at IS NULL' },
  charges: { from: 'charges', at: 'next_action_at', only: 'true' },
  checks: { from: 'attempts', at: 'next_check_at', only: 'true' },
  refunds: { from: 'refunds', at: 'next_action_at', only: 'true' },
} as const;

export type WaitingKind = keyof typeof WAITING;

export interface WaitingCount {
  now: number;
  soon: number;
}

interface Waiting {
  at: Date;
  status: string;
}

export interface WaitingSubscription extends Waiting {
  subscription: string;
}

interface WaitingOfInvoice extends Waiting {
  /** Null: its invoice belongs to no subscription. */
  subscription: string | null;
}

export interface WaitingCharge extends WaitingOfInvoice {
  charge: string;
  action: 'attempt' | 'final';
  reason: string | null;
  currency: string;
  amountMinor: bigint;
}

export interface WaitingCheck extends WaitingOfInvoice {
  attempt: string;
}

export interface WaitingRefund extends WaitingOfInvoice {
  refund: string;
  kind: string;
  reason: string | null;
  /** Since when it is not sent, because its payment cannot be looked at. */
  unseenSince: Date | null;
}

/** What the clock will do next, read for people; the rooms that do it claim their rows themselves. */
@Injectable()
export class DueRepository {
  /** How many are due at `now`, and how many more until `horizon`. */
  async count(
    tx: Tx,
    merchantId: bigint,
    kind: WaitingKind,
    now: Date,
    horizon: Date,
  ): Promise<WaitingCount> {
    const { from, at, only } = WAITING[kind];
    const [row] = await tx.query<{ now: bigint; soon: bigint }[]>(
      `SELECT count(*) FILTER (WHERE ${at} <= $2) AS now, count(*) FILTER (WHERE ${at} > $2) AS soon
       FROM ${from} WHERE merchant_id = $1 AND ${at} <= $3 AND ${only}`,
      [merchantId, now, horizon],
    );
    return { now: Number(row!.now), soon: Number(row!.soon) };
  }

  subscriptions(tx: Tx, merchantId: bigint, limit: number): Promise<WaitingSubscription[]> {
    return tx.query(
      `SELECT next_bill_at AS at, public_id AS subscription, status FROM subscriptions
       WHERE merchant_id = $1 AND next_bill_at IS NOT NULL AND quarantined_at IS NULL
       ORDER BY next_bill_at, id LIMIT $2`,
      [merchantId, limit],
    );
  }

  charges(tx: Tx, merchantId: bigint, limit: number): Promise<WaitingCharge[]> {
    return tx.query(
      `SELECT c.next_action_at AS at, s.public_id AS subscription, c.status, c.public_id AS charge,
         c.next_action AS action, c.next_action_reason AS reason, c.currency, c.amount_minor AS "amountMinor"
       FROM charges c LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
       WHERE c.merchant_id = $1 AND c.next_action_at IS NOT NULL
       ORDER BY c.next_action_at, c.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  checks(tx: Tx, merchantId: bigint, limit: number): Promise<WaitingCheck[]> {
    return tx.query(
      `SELECT a.next_check_at AS at, s.public_id AS subscription, a.status, a.public_id AS attempt
       FROM attempts a LEFT JOIN subscriptions s ON s.merchant_id = a.merchant_id AND s.id = a.subscription_id
       WHERE a.merchant_id = $1 AND a.next_check_at IS NOT NULL
       ORDER BY a.next_check_at, a.id LIMIT $2`,
      [merchantId, limit],
    );
  }
  /** Refunds, captures and voids; before all those that wait unsent because their payments cannot be looked at. */
  refunds(tx: Tx, merchantId: bigint, limit: number): Promise<WaitingRefund[]> {
    return tx.query(
      `SELECT r.next_action_at AS at, s.public_id AS subscription, r.status, r.public_id AS refund, r.kind,
         r.status_reason AS reason, r.unseen_since AS "unseenSince"
       FROM refunds r LEFT JOIN subscriptions s ON s.merchant_id = r.merchant_id AND s.id = r.subscription_id
       WHERE r.merchant_id = $1 AND r.next_action_at IS NOT NULL
       ORDER BY r.unseen_since NULLS LAST, r.next_action_at, r.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  async countUnseen(tx: Tx, merchantId: bigint): Promise<number> {
    const [row] = await tx.query<{ count: bigint }[]>(
      `SELECT count(*) FROM refunds
       WHERE merchant_id = $1 AND status = 'requested' AND unseen_since IS NOT NULL`,
      [merchantId],
    );
    return Number(row!.count);
  }
}
