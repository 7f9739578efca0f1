import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type MerchantResponse, presentMerchant } from '../dto/merchant.response.js';
import { MerchantsRepository } from '../merchants.repository.js';

@Injectable()
export class ReadMerchant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
  ) {}

  async get(merchantId: bigint): Promise<MerchantResponse> {
    const merchant = await this.uow.read((tx) => this.merchants.findById(tx, merchantId));
    if (!merchant) throw AppError.notFound('merchant', String(merchantId));
    return presentMerchant(merchant);
  }
}
