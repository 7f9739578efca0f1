import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { assertReachable } from '../assert-reachable.js';
import { ImportedNamesRepository } from '../imported-names.repository.js';
import type { Customer } from '../customer.entity.js';
import { type CustomerChanges, CustomersRepository } from '../customers.repository.js';
import { type CustomerResponse, presentCustomer } from '../dto/customer.response.js';
import type { UpdateCustomerRequest } from '../dto/update-customer.request.js';

@Injectable()
export class UpdateCustomer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly customers: CustomersRepository,
    private readonly names: ImportedNamesRepository,
  ) {}

  async execute(merchantId: bigint, id: string, request: UpdateCustomerRequest): Promise<CustomerResponse> {
    return this.uow.run(async (tx) => {
      const customer = await this.customers.lockByPublicId(tx, merchantId, id);
      if (!customer) throw AppError.notFound('customer', id);
      const changes = { ...changed(customer, request), updatedAt: await this.clock.now(tx, merchantId) };
      assertReachable(changes);
      await this.customers.update(tx, merchantId, customer.id, changes);
      const names = await this.names.namesOf(tx, merchantId, 'customers', [customer.id]);
      return presentCustomer({ ...customer, ...changes }, names.get(customer.id) ?? null);
    });
  }
}

/** Absent keeps, null empties. */
function changed(customer: Customer, request: UpdateCustomerRequest): Omit<CustomerChanges, 'updatedAt'> {
  return {
    name: request.name === undefined ? customer.name : request.name,
    email: request.email === undefined ? customer.email : request.email,
    phone: request.phone === undefined ? customer.phone : request.phone,
    language: request.language ?? customer.language,
    timeZone: request.time_zone ?? customer.timeZone,
    country: request.country === undefined ? customer.country : request.country,
    taxExempt: request.tax_exempt ?? customer.taxExempt,
    taxNumber: request.tax_number === undefined ? customer.taxNumber : request.tax_number,
    address: request.address === undefined ? customer.address : request.address,
    metadata: request.metadata ?? customer.metadata,
  };
}
