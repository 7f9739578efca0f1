import { Injectable } from '@nestjs/common';
import type { CallClass } from '../../domain/safeguards/request-budget.js';
import type { GatewayAccount } from '../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type Customer, CustomersRepository, gatewayIdOf } from '../customers/index.js';
import { type Merchant, MerchantAccounts, MerchantsRepository } from '../merchants/index.js';

export interface Wallet {
  merchant: Merchant;
  customer: Customer;
  account: GatewayAccount;
  gatewayCustomerId: string;
}

/** Whom to ask at Ottu about a customer's cards, and as whom. */
@Injectable()
export class WalletContext {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly customers: CustomersRepository,
  ) {}

  of(merchantId: bigint, customerId: bigint, callClass: CallClass): Promise<Wallet> {
    return this.uow.read(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const customer = (await this.customers.findById(tx, merchantId, customerId))!;
      const account = { ...this.accounts.accountOf(merchant), callClass };
      return { merchant, customer, account, gatewayCustomerId: gatewayIdOf(customer) };
    });
  }
}
