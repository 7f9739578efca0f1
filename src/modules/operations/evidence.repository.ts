import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt, Charge } from '../charges/index.js';
import { Event } from '../events/index.js';

export interface SeenCall {
  endpoint: string;
  apiUser: string | null;
  httpStatus: number | null;
  outcome: string;
  said: Record<string, string | number | boolean> | null;
  durationMs: number;
  startedAt: Date;
}

export interface SeenWebhook {
  webhook: string;
  result: string;
  scheme: string | null;
  reason: string | null;
  receivedAt: Date;
}

/** Everything that is known about an attempt beside its own row, the oldest first. */
@Injectable()
export class EvidenceRepository {
  /** A call names the order, the session, or both. */
  calls(tx: Tx, { merchantId, orderNo, sessionId }: Attempt): Promise<SeenCall[]> {
    return tx.query(
      `SELECT endpoint, api_user AS "apiUser", http_status AS "httpStatus", outcome, said, duration_ms AS "durationMs",
         started_at AS "startedAt"
       FROM gateway_calls WHERE merchant_id = $1 AND (order_no = $2 OR session_id = $3) ORDER BY id`,
      [merchantId, orderNo, sessionId],
    );
  }

  /** A webhook finds its attempt by the order it names, so whatever was matched is among these. */
  webhooks(tx: Tx, { merchantId, orderNo }: Attempt): Promise<SeenWebhook[]> {
    return tx.query(
      `SELECT public_id AS webhook, status AS result, scheme, reason, received_at AS "receivedAt"
       FROM inbound_webhooks WHERE merchant_id = $1 AND order_no = $2 ORDER BY id`,
      [merchantId, orderNo],
    );
  }

  /** Of the charge itself, and of the attempt when there is one. */
  async events(tx: Tx, charge: Charge, attempt: Attempt | null): Promise<Event[]> {
    const { merchantId, subscriptionId, customerId, publicId } = charge;
    // What belongs to no subscription is found by its customer.
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM events
       WHERE merchant_id = $1
         AND (subscription_id = $2 OR ($2::bigint IS NULL AND subscription_id IS NULL AND customer_id = $6))
         AND (data->>'charge_id' = $3 OR data->>'attempt_id' = $4 OR data->>'order_no' = $5)`,
      [merchantId, subscriptionId, publicId, attempt?.publicId ?? null, attempt?.orderNo ?? null, customerId],
    );
    const where = { merchantId, id: In(keys.map((key) => key.id)) };
    return tx.find(Event, { where, order: { id: 'ASC' } });
  }
}
