import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { CustomersRepository } from '../customers.repository.js';
import { type CustomerResponse, presentCustomer } from '../dto/customer.response.js';
import type { ListCustomersQuery } from '../dto/list-customers.query.js';

@Injectable()
export class ReadCustomers {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<CustomerResponse> {
    const customer = await this.uow.read((tx) => this.customers.findByPublicId(tx, merchantId, id));
    if (!customer) throw AppError.notFound('customer', id);
    return presentCustomer(customer);
  }

  async list(merchantId: bigint, query: ListCustomersQuery): Promise<PageResponse<CustomerResponse>> {
    const filter = query.email === undefined ? {} : { email: query.email };
    const page = await this.uow.read((tx) =>
      this.customers.page(tx, merchantId, filter, toPageRequest(query)),
    );
    return toPageResponse(page, presentCustomer);
  }
}
