import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';
import type { SeenCall } from './evidence.repository.js';

export interface GatewayCallRow extends SeenCall {
  id: bigint;
  attempt: string | null;
  customer: string | null;
}

export interface GatewayCallFilter {
  endpoint: string | null;
  chargeId: bigint | null;
  /** By the id that Ottu knows. */
  gatewayCustomerId: string | null;
}

/** Calls to Ottu as they are kept, for 90 days. Reads only: whoever made them wrote them. */
@Injectable()
export class GatewayCallsReader {
  /** The newest first. A call names the order of an attempt, its session, or both; one about cards names their owner. */
  async page(
    tx: Tx,
    merchantId: bigint,
    { endpoint, chargeId, gatewayCustomerId }: GatewayCallFilter,
    { limit, beforeId }: PageRequest,
  ): Promise<Page<GatewayCallRow>> {
    const of = chargeId !== null ? OF_CHARGE : gatewayCustomerId !== null ? OF_CUSTOMER : ALL;
    const subject = chargeId ?? gatewayCustomerId;
    const rows = await tx.query<GatewayCallRow[]>(
      `SELECT c.id, c.endpoint, c.api_user AS "apiUser", c.http_status AS "httpStatus", c.outcome, c.said,
         c.duration_ms AS "durationMs", c.started_at AS "startedAt", coalesce(a.public_id, s.public_id) AS attempt,
         coalesce(i.public_id, k.public_id) AS customer
       FROM ${of} c
       LEFT JOIN attempts a ON a.merchant_id = $1 AND a.order_no = c.order_no
       LEFT JOIN attempts s ON c.order_no IS NULL AND s.merchant_id = $1 AND s.session_id = c.session_id
       -- Brought along by an import under an id of its own, or known there by ours.
       LEFT JOIN customers i ON i.merchant_id = $1 AND i.gateway_customer_id = c.gateway_customer_id
       LEFT JOIN customers k ON k.merchant_id = $1 AND k.public_id = c.gateway_customer_id
       ORDER BY c.id DESC`,
      [merchantId, endpoint, beforeId, limit + 1, ...(subject === null ? [] : [subject])],
    );
    return toPage(rows, limit);
  }
}

const WHERE = `g.merchant_id = $1 AND ($2::text IS NULL OR g.endpoint = $2) AND ($3::bigint IS NULL OR g.id < $3)`;

const ALL = `(SELECT g.* FROM gateway_calls g WHERE ${WHERE} ORDER BY g.id DESC LIMIT $4)`;

const OF_CUSTOMER = `(SELECT g.* FROM gateway_calls g WHERE ${WHERE} AND g.gateway_customer_id = $5
  ORDER BY g.id DESC LIMIT $4)`;

/** By the two indexes that there are, one after the other. */
const OF_CHARGE = `(
  SELECT g.* FROM (
    SELECT g.* FROM attempts t JOIN gateway_calls g ON g.merchant_id = $1 AND g.order_no = t.order_no
    WHERE t.merchant_id = $1 AND t.charge_id = $5
    UNION
    SELECT g.* FROM attempts t JOIN gateway_calls g ON g.merchant_id = $1 AND g.session_id = t.session_id
    WHERE t.merchant_id = $1 AND t.charge_id = $5
  ) g WHERE ${WHERE} ORDER BY g.id DESC LIMIT $4)`;
