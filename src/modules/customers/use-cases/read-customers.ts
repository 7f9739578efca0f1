import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { ImportedNamesRepository } from '../imported-names.repository.js';
import { type CustomerFilter, CustomersRepository } from '../customers.repository.js';
import { type CustomerResponse, presentCustomer } from '../dto/customer.response.js';
import type { ListCustomersQuery } from '../dto/list-customers.query.js';

@Injectable()
export class ReadCustomers {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly names: ImportedNamesRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<CustomerResponse> {
    return this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, id);
      if (!customer) throw AppError.notFound('customer', id);
      const names = await this.names.namesOf(tx, merchantId, 'customers', [customer.id]);
      return presentCustomer(customer, names.get(customer.id) ?? null);
    });
  }

  async list(merchantId: bigint, query: ListCustomersQuery): Promise<PageResponse<CustomerResponse>> {
    return this.uow.read(async (tx) => {
      const filter = await this.filter(tx, merchantId, query);
      if (filter === null) return { data: [], next_cursor: null };
      const page = await this.customers.page(tx, merchantId, filter, toPageRequest(query));
      const names = await this.names.namesOf(tx, merchantId, 'customers', page.rows.map(({ id }) => id)); // prettier-ignore
      return toPageResponse(page, (row) => presentCustomer(row, names.get(row.id) ?? null));
    });
  }

  /** Null: there is nobody of that name. */
  private async filter(
    tx: Tx,
    merchantId: bigint,
    { email, external_id: name }: ListCustomersQuery,
  ): Promise<CustomerFilter | null> {
    const filter: CustomerFilter = email === undefined ? {} : { email };
    if (name === undefined) return filter;
    const id = await this.names.idNamed(tx, merchantId, 'customers', name);
    return id === null ? null : { ...filter, id };
  }
}
