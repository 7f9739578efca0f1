import { Injectable } from '@nestjs/common';
import { Equal, In } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectByKeys } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { Customer } from './customer.entity.js';

export type NewCustomer = Omit<Customer, 'id'>;
export type CustomerChanges = Omit<
  Customer,
  'merchantId' | 'id' | 'publicId' | 'gatewayCustomerId' | 'createdAt'
>;

export interface CustomerFilter {
  email?: string;
  id?: bigint;
}

@Injectable()
export class CustomersRepository {
  async insert(tx: Tx, customer: NewCustomer): Promise<Customer> {
    const row = tx.create(Customer, customer);
    await tx.insert(Customer, row);
    return row;
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Customer | null> {
    return tx.findOneBy(Customer, { merchantId, id });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Customer[]> {
    return tx.findBy(Customer, { merchantId, id: In(ids) });
  }

  /** Of one batch, across merchants, by id. */
  findByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Customer>> {
    return selectByKeys(tx, Customer, keys, 'unlocked');
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Customer | null> {
    return tx.findOneBy(Customer, { merchantId, publicId });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Customer | null> {
    return tx.findOne(Customer, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Customer> {
    return tx.findOneOrFail(Customer, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Of these ids at Ottu, those that some customer has already. */
  async takenAtGateway(tx: Tx, merchantId: bigint, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await tx.query<{ id: string }[]>(
      `SELECT coalesce(gateway_customer_id, public_id) AS id FROM customers
       WHERE merchant_id = $1 AND (gateway_customer_id = ANY ($2::text[])
         OR (public_id = ANY ($2::text[]) AND gateway_customer_id IS NULL))`,
      [merchantId, ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, changes: CustomerChanges): Promise<void> {
    assertAffected(await tx.update(Customer, { merchantId, id }, changes), 'Changing a customer');
  }

  page(tx: Tx, merchantId: bigint, filter: CustomerFilter, page: PageRequest): Promise<Page<Customer>> {
    const { id, ...equal } = filter;
    const one = id === undefined ? {} : { id: Equal(id) };
    return pageOf(tx, Customer, { merchantId, ...equal, ...one }, page);
  }
}
