import { Injectable } from '@nestjs/common';
import { within } from '../../platform/database/conditions.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import type { PaymentFilter } from '../refunds/index.js';
import { Chargeback } from './chargeback.entity.js';

export type NewChargeback = Omit<Chargeback, 'id' | 'publicId' | 'resolvedAt' | 'evidence' | 'decidedBy'>;

/** The public ids of what a chargeback is about. */
export interface ChargebackNames {
  charge: string;
  attempt: string;
  invoice: string;
  customer: string;
}

@Injectable()
export class ChargebacksRepository {
  async insert(tx: Tx, row: NewChargeback): Promise<Chargeback> {
    const publicId = newId('chargeback');
    await tx.insert(Chargeback, { ...row, publicId });
    return tx.findOneByOrFail(Chargeback, { merchantId: row.merchantId, publicId });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Chargeback | null> {
    return tx.findOneBy(Chargeback, { merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<Chargeback | null> {
    return tx.findOneBy(Chargeback, { merchantId, idempotencyKey });
  }

  findByReference(tx: Tx, merchantId: bigint, reference: string): Promise<Chargeback | null> {
    return tx.findOneBy(Chargeback, { merchantId, reference });
  }

  /** What banks took of a payment, and did not return. */
  async takenMinor(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<bigint> {
    const [row] = await tx.query<[{ minor: bigint }]>(
      `SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM chargebacks
       WHERE merchant_id = $1 AND attempt_id = $2 AND status <> 'won'`,
      [merchantId, attemptId],
    );
    return row.minor;
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Chargeback> {
    return tx.findOneOrFail(Chargeback, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  page(
    tx: Tx,
    merchantId: bigint,
    { created, ...equal }: PaymentFilter & Partial<Pick<Chargeback, 'status'>>,
    page: PageRequest,
  ): Promise<Page<Chargeback>> {
    const recordedAt = within(created);
    return pageOf(tx, Chargeback, { merchantId, ...equal, ...(recordedAt && { recordedAt }) }, page);
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<Chargeback>): Promise<void> {
    assertAffected(await tx.update(Chargeback, { merchantId, id }, patch), `chargeback ${id}`);
  }

  async namesOf(tx: Tx, merchantId: bigint, rows: Chargeback[]): Promise<Map<bigint, ChargebackNames>> {
    if (rows.length === 0) return new Map();
    const found = await tx.query<(ChargebackNames & { id: bigint })[]>(
      `SELECT b.id, c.public_id AS charge, a.public_id AS attempt, i.public_id AS invoice, u.public_id AS customer
       FROM chargebacks b
       JOIN charges c ON c.merchant_id = b.merchant_id AND c.id = b.charge_id
       JOIN attempts a ON a.merchant_id = b.merchant_id AND a.id = b.attempt_id
       JOIN invoices i ON i.merchant_id = b.merchant_id AND i.id = b.invoice_id
       JOIN customers u ON u.merchant_id = b.merchant_id AND u.id = b.customer_id
       WHERE b.merchant_id = $1 AND b.id = ANY ($2::bigint[])`,
      [merchantId, rows.map(({ id }) => id)],
    );
    return new Map(found.map(({ id, ...names }) => [id, names]));
  }
}
