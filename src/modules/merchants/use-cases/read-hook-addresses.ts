import { Injectable } from '@nestjs/common';
import { Settings } from '../../../platform/config/settings.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { HookAddressesResponse } from '../dto/hook-addresses.response.js';
import { MerchantAccounts } from '../merchant-accounts.js';
import { MerchantsRepository } from '../merchants.repository.js';

/** The addresses that Ottu tells. That of operations has to be set in the account there by hand. */
@Injectable()
export class ReadHookAddresses {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly settings: Settings,
  ) {}

  async execute(merchantId: bigint): Promise<HookAddressesResponse> {
    const merchant = await this.uow.read((tx) => this.merchants.findById(tx, merchantId));
    if (!merchant) throw AppError.notFound('merchant', String(merchantId));
    const { publicUrl } = this.settings;
    return {
      payment: this.accounts.hookUrl(merchant, publicUrl, 'payment'),
      operation: this.accounts.hookUrl(merchant, publicUrl, 'operation'),
    };
  }
}
