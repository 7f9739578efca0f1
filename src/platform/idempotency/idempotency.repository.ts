import { Injectable } from '@nestjs/common';
import { sameBytes } from '../security/secret-box.js';
import type { Tx } from '../database/unit-of-work.js';

export interface KeyUse {
  merchantId: bigint;
  key: string;
  requestHash: Buffer;
}

export interface StoredAnswer {
  status: number;
  /** JSON text. */
  body: string;
}

/** `lock` tells this run from a later one that took over after the lease. */
export type Begun =
  | { kind: 'run'; lock: string }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'running'; retryAfterSeconds: number }
  | { kind: 'other_request' };

interface Row {
  request_hash: Buffer;
  response_status: number | null;
  response_body: string | null;
  seconds_left: number;
}

@Injectable()
export class IdempotencyRepository {
  /**
   * One statement takes the key or a key whose lease ran out; of ten equal requests at once exactly one
   * gets it. Leases run on the database's clock, the only one that all processes share.
   */
  async begin(tx: Tx, use: KeyUse, leaseMs: number): Promise<Begun> {
    const taken = await tx.query<{ lock: string }[]>(
      `INSERT INTO idempotency_keys AS k (merchant_id, key, request_hash, locked_until)
       VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
       ON CONFLICT (merchant_id, key) DO UPDATE SET locked_until = excluded.locked_until
       WHERE k.request_hash = excluded.request_hash AND k.response_status IS NULL
         AND k.locked_until <= clock_timestamp()
       RETURNING locked_until::text AS lock`,
      [use.merchantId, use.key, use.requestHash, leaseMs],
    );
    return taken[0] ? { kind: 'run', lock: taken[0].lock } : this.inspect(tx, use);
  }

  /** Keeps the answer for the month that follows; nothing when another run took over meanwhile. */
  async finish(tx: Tx, { merchantId, key }: KeyUse, lock: string, answer: StoredAnswer): Promise<void> {
    await tx.query(
      `UPDATE idempotency_keys SET response_status = $4, response_body = to_jsonb($5::text)
       WHERE merchant_id = $1 AND key = $2 AND locked_until = $3::timestamptz AND response_status IS NULL`,
      [merchantId, key, lock, answer.status, answer.body],
    );
  }

  /** The request may be sent again at once: its answer was not final. */
  async release(tx: Tx, { merchantId, key }: KeyUse, lock: string): Promise<void> {
    await tx.query(
      `UPDATE idempotency_keys SET locked_until = clock_timestamp()
       WHERE merchant_id = $1 AND key = $2 AND locked_until = $3::timestamptz AND response_status IS NULL`,
      [merchantId, key, lock],
    );
  }

  /** Of all merchants, some at a time, and none whose request may still be running. How many. */
  async deleteOlderThan(tx: Tx, days: number, limit: number): Promise<number> {
    const [, deleted] = await tx.query<[unknown[], number]>(
      `DELETE FROM idempotency_keys WHERE ctid IN (
         SELECT ctid FROM idempotency_keys
         WHERE created_at < clock_timestamp() - $1 * interval '1 day' AND locked_until < clock_timestamp()
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [days, limit],
    );
    return deleted;
  }

  private async inspect(tx: Tx, { merchantId, key, requestHash }: KeyUse): Promise<Begun> {
    const [row] = await tx.query<Row[]>(
      `SELECT request_hash, response_status, response_body,
         extract(epoch FROM locked_until - clock_timestamp())::float8 AS seconds_left
       FROM idempotency_keys WHERE merchant_id = $1 AND key = $2`,
      [merchantId, key],
    );
    if (!row) throw new Error('An idempotency key vanished between two statements');
    if (!sameBytes(row.request_hash, requestHash)) return { kind: 'other_request' };
    if (row.response_status === null) {
      return { kind: 'running', retryAfterSeconds: Math.max(1, Math.ceil(row.seconds_left)) };
    }
    return { kind: 'answered', answer: { status: row.response_status, body: row.response_body ?? 'null' } };
  }
}
