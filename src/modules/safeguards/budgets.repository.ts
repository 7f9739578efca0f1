import { Injectable } from '@nestjs/common';
import type { CallClass } from '../../domain/safeguards/request-budget.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { InquiryBucket } from './inquiry-bucket.entity.js';
import { PaymentInquiries } from './payment-inquiries.entity.js';
import { RequestBudgetDay } from './request-budget.entity.js';

export type DayKey = Pick<RequestBudgetDay, 'merchantId' | 'apiUser' | 'day'>;

export const BUDGETS_TO_REFILL: DueRows = { table: 'request_budgets', column: 'charges_wait_until' };

@Injectable()
export class BudgetsRepository {
  /** The row of the day, made with this limit if there is none. A limit that changes counts from the next day. */
  async lockDay(
    tx: Tx,
    { merchantId, apiUser, day }: DayKey,
    requestLimit: number,
  ): Promise<RequestBudgetDay> {
    await tx.query(
      `INSERT INTO request_budgets (merchant_id, api_user, day, request_limit) VALUES ($1, $2, $3, $4)
       ON CONFLICT (merchant_id, api_user, day) DO NOTHING`,
      [merchantId, apiUser, day, requestLimit],
    );
    return tx.findOneOrFail(RequestBudgetDay, {
      where: { merchantId, apiUser, day },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The row is locked; `request_budgets_kept` refuses what would go beyond the limit. */
  async setAside(tx: Tx, row: RequestBudgetDay, callClass: CallClass, requests: number): Promise<void> {
    const { merchantId, id } = row;
    const result = await tx.update(RequestBudgetDay, { merchantId, id }, { [callClass]: row[callClass] + requests }); // prettier-ignore
    assertAffected(result, `request budget ${id}`);
  }

  async update(
    tx: Tx,
    { merchantId, id }: RequestBudgetDay,
    patch: Partial<RequestBudgetDay>,
  ): Promise<void> {
    assertAffected(await tx.update(RequestBudgetDay, { merchantId, id }, patch), `request budget ${id}`);
  }

  page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<RequestBudgetDay>> {
    return pageOf(tx, RequestBudgetDay, { merchantId }, page);
  }

  /** Those of the merchant's API users. */
  buckets(tx: Tx, merchantId: bigint): Promise<InquiryBucket[]> {
    return tx.findBy(InquiryBucket, { merchantId });
  }

  async lockBucket(tx: Tx, merchantId: bigint, apiUser: string): Promise<InquiryBucket> {
    await tx.query(
      `INSERT INTO inquiry_buckets (merchant_id, api_user) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [merchantId, apiUser],
    );
    return tx.findOneOrFail(InquiryBucket, {
      where: { merchantId, apiUser },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async updateBucket(
    tx: Tx,
    { merchantId, apiUser }: InquiryBucket,
    patch: Partial<Pick<InquiryBucket, 'inquiredAt' | 'fullToldAt'>>,
  ): Promise<void> {
    const result = await tx.update(InquiryBucket, { merchantId, apiUser }, patch);
    assertAffected(result, 'The inquiry bucket');
  }

  async lockInquiries(tx: Tx, merchantId: bigint, orderNo: string): Promise<PaymentInquiries> {
    await tx.query(
      `INSERT INTO payment_inquiries (merchant_id, order_no) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [merchantId, orderNo],
    );
    return tx.findOneOrFail(PaymentInquiries, {
      where: { merchantId, orderNo },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Null for an order of which nobody knows whether there is a payment. */
  inquiriesOf(tx: Tx, merchantId: bigint, orderNo: string): Promise<PaymentInquiries | null> {
    return tx.findOneBy(PaymentInquiries, { merchantId, orderNo });
  }

  async keepInquiries(
    tx: Tx,
    { merchantId, orderNo }: Pick<PaymentInquiries, 'merchantId' | 'orderNo'>,
    patch: Partial<Pick<PaymentInquiries, 'inquiredAt' | 'untold'>>,
  ): Promise<void> {
    const result = await tx.update(PaymentInquiries, { merchantId, orderNo }, patch);
    assertAffected(result, 'The inquiries of a payment');
  }
}
