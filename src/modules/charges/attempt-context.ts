import { Injectable } from '@nestjs/common';
import { money } from '../../domain/money/money.js';
import type { CreateSessionRequest, GatewayAccount } from '../../gateway/payment-gateway.js';
import { Settings } from '../../platform/config/settings.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type Agreement, AgreementsRepository, type Card, CardsRepository } from '../cards/index.js';
import { type Customer, CustomersRepository, gatewayIdOf } from '../customers/index.js';
import { type Merchant, MerchantAccounts, MerchantsRepository } from '../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';

/** What speaking to Ottu about one subscription needs to know. Secrets inside: never logged or stored. */
export interface PayerContext {
  merchant: Merchant;
  account: GatewayAccount;
  subscription: Subscription;
  customer: Customer;
  agreement: Agreement;
  card: Card | null;
}

/** Gathers the facts of a conversation with Ottu, and puts them into its requests. */
@Injectable()
export class AttemptContext {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly settings: Settings,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
  ) {}

  /** `agreementId`: the one that was written ahead, which need not be in force any more. */
  payer(
    merchantId: bigint,
    subscriptionId: bigint,
    cardId: bigint | null,
    agreementId: bigint | null = null,
  ): Promise<PayerContext> {
    return this.uow.read(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const subscription = (await this.subscriptions.findById(tx, merchantId, subscriptionId))!;
      return {
        merchant,
        account: this.accounts.accountOf(merchant),
        subscription,
        customer: (await this.customers.findById(tx, merchantId, subscription.customerId))!,
        agreement: (agreementId === null
          ? await this.agreements.findBySubscription(tx, merchantId, subscriptionId)
          : await this.agreements.findById(tx, merchantId, agreementId))!,
        card: cardId === null ? null : await this.cards.findById(tx, merchantId, cardId),
      };
    });
  }

  of(attempt: Attempt): Promise<PayerContext> {
    return this.payer(attempt.merchantId, attempt.subscriptionId, attempt.cardId, attempt.agreementId);
  }

  tokenOf(card: Card): string {
    return this.cards.openToken(card);
  }

  sessionRequest(
    payer: PayerContext,
    what: Pick<CreateSessionRequest, 'purpose' | 'amount' | 'orderNo' | 'pgCode'> & {
      returnUrl?: string | null;
    },
  ): CreateSessionRequest {
    const { customer, agreement, merchant, subscription } = payer;
    const { returnUrl, ...asked } = what;
    const limit = agreement.maxAmountMinor;
    return {
      ...asked,
      gatewayCustomerId: gatewayIdOf(customer),
      customer: { name: customer.name, email: customer.email, phone: customer.phone },
      language: customer.language,
      agreement: {
        id: agreement.publicId,
        frequency: agreement.frequency,
        cycleIntervalDays: agreement.cycleIntervalDays,
        totalCycles: agreement.totalCycles,
        startDate: agreement.startDate,
        expiryDate: agreement.expiryDate,
        amountVariability: agreement.amountVariability,
        maxAmountPerCycle: limit === null ? null : money(limit, subscription.currency),
      },
      webhookUrl: `${this.settings.publicUrl}/hooks/ottu/${merchant.publicId}/${this.accounts.hookSecret(merchant)}/payment`,
      redirectUrl: what.purpose === 'charge_saved_card' ? null : (returnUrl ?? subscription.returnUrl),
    };
  }
}

export function amountOfAttempt(attempt: Attempt) {
  return money(attempt.amountMinor, attempt.currency);
}
