import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { newId } from '../../../platform/ids/type-id.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { assertReachable } from '../assert-reachable.js';
import { CustomersRepository } from '../customers.repository.js';
import type { CreateCustomerRequest } from '../dto/create-customer.request.js';
import { type CustomerResponse, presentCustomer } from '../dto/customer.response.js';

@Injectable()
export class CreateCustomer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly merchants: MerchantsRepository,
    private readonly customers: CustomersRepository,
  ) {}

  async execute(merchantId: bigint, request: CreateCustomerRequest): Promise<CustomerResponse> {
    assertReachable(request);
    return this.uow.run(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      const customer = await this.customers.insert(tx, {
        merchantId,
        publicId: newId('customer'),
        gatewayCustomerId: null,
        name: request.name ?? null,
        email: request.email ?? null,
        phone: request.phone ?? null,
        language: request.language ?? 'en',
        timeZone: request.time_zone ?? (await this.timeZoneOf(tx, merchantId)),
        country: request.country ?? null,
        taxExempt: request.tax_exempt ?? false,
        taxNumber: request.tax_number ?? null,
        address: request.address ?? null,
        metadata: request.metadata ?? {},
        createdAt: now,
        updatedAt: now,
      });
      return presentCustomer(customer, null);
    });
  }

  private async timeZoneOf(tx: Tx, merchantId: bigint): Promise<string> {
    const merchant = await this.merchants.findById(tx, merchantId);
    if (!merchant) throw AppError.notFound('merchant', String(merchantId));
    return merchant.timeZone;
  }
}
