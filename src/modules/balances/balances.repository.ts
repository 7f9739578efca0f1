import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Part } from '../../platform/database/read-together.js';
import { selectOne } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { BalanceEntry } from './balance-entry.entity.js';
import { CustomerBalance } from './customer-balance.entity.js';

export type NewBalanceEntry = Omit<BalanceEntry, 'id' | 'publicId'>;

export interface EntryNames {
  invoice: string | null;
  attempt: string | null;
}

@Injectable()
export class BalancesRepository {
  /** Of one customer and currency, locked; begun at nothing when there was none. */
  async lock(
    tx: Tx,
    merchantId: bigint,
    customerId: bigint,
    currency: string,
    at: Date,
  ): Promise<CustomerBalance> {
    const key = { merchantId, customerId, currency };
    await tx
      .createQueryBuilder()
      .insert()
      .into(CustomerBalance)
      .values({ ...key, balanceMinor: 0n, updatedAt: at })
      .orIgnore()
      .execute();
    return tx.findOneOrFail(CustomerBalance, { where: key, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * What there is to take, of many customers at once, locked. In the order of the key, whoever asks: two
   * workers that each hold what the other wants would otherwise wait for each other.
   */
  lockPositive(tx: Tx, merchantId: bigint, customerIds: bigint[]): Promise<CustomerBalance[]> {
    return tx.find(CustomerBalance, {
      where: { merchantId, customerId: In(customerIds), balanceMinor: MoreThan(0n) },
      order: { customerId: 'ASC', currency: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async setBalance(tx: Tx, row: CustomerBalance, balanceMinor: bigint, at: Date): Promise<void> {
    const { merchantId, customerId, currency } = row;
    const changes = { balanceMinor, updatedAt: at };
    const result = await tx.update(CustomerBalance, { merchantId, customerId, currency }, changes);
    assertAffected(result, `balance of customer ${customerId}`);
    Object.assign(row, changes);
  }

  async append(tx: Tx, row: NewBalanceEntry): Promise<BalanceEntry> {
    const entry = Object.assign(new BalanceEntry(), row, { publicId: newId('balanceEntry') });
    await tx.insert(BalanceEntry, entry);
    return entry;
  }

  ofCustomer(tx: Tx, merchantId: bigint, customerId: bigint): Promise<CustomerBalance[]> {
    return tx.find(CustomerBalance, { where: { merchantId, customerId }, order: { currency: 'ASC' } });
  }

  /** What is kept in one currency, in minor units; nothing where there never was any. Not locked. */
  async amountOf(tx: Tx, merchantId: bigint, customerId: bigint, currency: string): Promise<bigint> {
    const row = await selectOne(tx, CustomerBalance, { merchantId, customerId, currency });
    return row?.balanceMinor ?? 0n;
  }

  /** Its row, if there is one, to be read together with other things. */
  inCurrency(merchantId: bigint, customerId: bigint, currency: string): Part<CustomerBalance> {
    const tail = 'WHERE t.merchant_id = $1 AND t.customer_id = $2 AND t.currency = $3';
    return { entity: CustomerBalance, tail, values: [merchantId, customerId, currency] };
  }

  history(tx: Tx, merchantId: bigint, customerId: bigint, page: PageRequest): Promise<Page<BalanceEntry>> {
    return pageOf(tx, BalanceEntry, { merchantId, customerId }, page);
  }

  /** The public ids of what entries are about. */
  async namesOf(tx: Tx, merchantId: bigint, entries: BalanceEntry[]): Promise<Map<bigint, EntryNames>> {
    if (entries.length === 0) return new Map();
    const rows = await tx.query<(EntryNames & { id: bigint })[]>(
      `SELECT e.id, i.public_id AS invoice, a.public_id AS attempt FROM customer_balance_entries e
       LEFT JOIN invoices i ON i.merchant_id = e.merchant_id AND i.id = e.invoice_id
       LEFT JOIN attempts a ON a.merchant_id = e.merchant_id AND a.id = e.attempt_id
       WHERE e.merchant_id = $1 AND e.id = ANY ($2::bigint[])`,
      [merchantId, entries.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id, ...names }) => [id, names]));
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<BalanceEntry | null> {
    return tx.findOneBy(BalanceEntry, { merchantId, idempotencyKey });
  }

  /** The entry that keeps a surplus payment, if it is kept. */
  findOfAttempt(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<BalanceEntry | null> {
    return tx.findOneBy(BalanceEntry, { merchantId, attemptId });
  }
}
