import { Injectable } from '@nestjs/common';
import type { CallClass } from '../../../domain/safeguards/request-budget.js';
import { PaymentGateway, type PaymentMethodsResult } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Merchant, MerchantAccounts } from '../../merchants/index.js';
import type { PaymentMethodList } from '../payment-method-list.entity.js';
import { PaymentMethodsRepository } from '../payment-methods.repository.js';

const KEPT_MS = 86_400_000;

export type Fetched =
  { kind: 'listed'; list: PaymentMethodList } | Exclude<PaymentMethodsResult, { kind: 'listed' }>;

/** Asks Ottu, outside of any transaction, and keeps the answer for a day. */
@Injectable()
export class FetchMethods {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly accounts: MerchantAccounts,
    private readonly methods: PaymentMethodsRepository,
    private readonly clock: Clock,
  ) {}

  /** `currency` empty: all gateways of the account. */
  async execute(merchant: Merchant, currency: string, callClass: CallClass): Promise<Fetched> {
    const account = { ...this.accounts.accountOf(merchant), callClass };
    const answer = await this.gateway.paymentMethods(account, currency === '' ? {} : { currency });
    if (answer.kind !== 'listed') return answer;
    const listedAt = this.clock.now();
    const list = {
      merchantId: merchant.id,
      filter: currency,
      methods: answer.methods,
      listedAt,
      expiresAt: new Date(listedAt.getTime() + KEPT_MS),
    };
    await this.uow.run((tx) => this.methods.keep(tx, list));
    return { kind: 'listed', list };
  }
}

/** Why there is no list, for a person. */
export function whyUnlisted(answer: Exclude<Fetched, { kind: 'listed' }>): string {
  if (answer.kind === 'rate_limited') return 'no request to Ottu is left for it now';
  return answer.kind === 'trouble' ? answer.trouble.message : answer.message;
}
