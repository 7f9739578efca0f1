import { Injectable } from '@nestjs/common';
import { money } from '../../domain/money/money.js';
import type {
  AgreementTerms,
  CreateSessionRequest,
  GatewayAccount,
  InquiredPayment,
} from '../../gateway/payment-gateway.js';
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
  /** Null, as the agreement, for what a customer pays without one. */
  subscription: Subscription | null;
  customer: Customer;
  agreement: Agreement | null;
  card: Card | null;
}

/** Of a subscription, which always has an agreement. */
export type AgreedPayer = PayerContext & { subscription: Subscription; agreement: Agreement };

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
  async payer(
    merchantId: bigint,
    subscriptionId: bigint,
    cardId: bigint | null,
    agreementId: bigint | null = null,
  ): Promise<AgreedPayer> {
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

  of({ merchantId, subscriptionId, customerId, cardId, agreementId }: Attempt): Promise<PayerContext> {
    if (subscriptionId !== null) return this.payer(merchantId, subscriptionId, cardId, agreementId);
    return this.uow.read(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const customer = (await this.customers.findById(tx, merchantId, customerId))!;
      const account = this.accounts.accountOf(merchant);
      return { merchant, account, customer, subscription: null, agreement: null, card: null };
    });
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
    return {
      ...asked,
      gatewayCustomerId: gatewayIdOf(customer),
      customer: { name: customer.name, email: customer.email, phone: customer.phone },
      language: customer.language,
      agreement: agreement && termsOf(agreement, what.amount.currency),
      webhookUrl: this.accounts.hookUrl(merchant, this.settings.publicUrl, 'payment'),
      redirectUrl:
        what.purpose === 'charge_saved_card' ? null : (returnUrl ?? subscription?.returnUrl ?? null),
    };
  }
}

/** As they were agreed to, in the currency of the subscription, which is that of the amount. */
function termsOf(agreement: Agreement, currency: string): AgreementTerms {
  const { maxAmountMinor: limit } = agreement;
  return {
    id: agreement.publicId,
    frequency: agreement.frequency,
    cycleIntervalDays: agreement.cycleIntervalDays,
    totalCycles: agreement.totalCycles,
    startDate: agreement.startDate,
    expiryDate: agreement.expiryDate,
    amountVariability: agreement.amountVariability,
    maxAmountPerCycle: limit === null ? null : money(limit, currency),
  };
}

/** By what the platform counts the status queries about it. */
export function inquiredPayment({ orderNo, preparedAt }: Attempt): InquiredPayment {
  return { orderNo, createdAt: preparedAt };
}

export function amountOfAttempt(attempt: Attempt) {
  return money(attempt.amountMinor, attempt.currency);
}
