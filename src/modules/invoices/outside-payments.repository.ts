import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
import { OutsidePayment } from './outside-payment.entity.js';

export type NewOutsidePayment = Omit<OutsidePayment, 'id' | 'publicId'>;

@Injectable()
export class OutsidePaymentsRepository {
  async insert(tx: Tx, row: NewOutsidePayment): Promise<OutsidePayment> {
    const publicId = newId('outsidePayment');
    await tx.insert(OutsidePayment, { ...row, publicId });
    return tx.findOneByOrFail(OutsidePayment, { merchantId: row.merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<OutsidePayment | null> {
    return tx.findOneBy(OutsidePayment, { merchantId, idempotencyKey });
  }

  findByInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<OutsidePayment | null> {
    return tx.findOneBy(OutsidePayment, { merchantId, invoiceId });
  }

  /** By the invoice that each of them paid. */
  async ofInvoices(
    tx: Tx,
    merchantId: bigint,
    invoiceIds: readonly bigint[],
  ): Promise<Map<bigint, OutsidePayment>> {
    if (invoiceIds.length === 0) return new Map();
    const rows = await tx.findBy(OutsidePayment, { merchantId, invoiceId: In(invoiceIds) });
    return new Map(rows.map((row) => [row.invoiceId, row]));
  }
}
