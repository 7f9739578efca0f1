import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantsRepository } from '../../merchants/index.js';
import type { PaymentMethodList } from '../payment-method-list.entity.js';
import { PaymentMethodsRepository } from '../payment-methods.repository.js';
import { type Fetched, FetchMethods, whyUnlisted } from './fetch-methods.js';

/** The gateways of the merchant's account: as kept, or from Ottu when nothing is kept or it is too old. */
@Injectable()
export class ListPaymentMethods {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly methods: PaymentMethodsRepository,
    private readonly fetch: FetchMethods,
    private readonly clock: Clock,
  ) {}

  async execute(merchantId: bigint, currency = ''): Promise<PaymentMethodList> {
    const kept = await this.uow.read((tx) =>
      this.methods.findFresh(tx, merchantId, currency, this.clock.now()),
    );
    if (kept) return kept;
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const fetched = await this.fetch.execute(merchant, currency, 'interactive');
    if (fetched.kind === 'listed') return fetched.list;
    throw refuse(fetched);
  }

  clear(merchantId: bigint): Promise<void> {
    return this.uow.run((tx) => this.methods.clear(tx, merchantId));
  }
}

function refuse(answer: Exclude<Fetched, { kind: 'listed' }>): AppError {
  const detail = `Ottu does not list its gateways: ${whyUnlisted(answer)}`;
  if (answer.kind === 'refused' || answer.kind === 'unauthorized') return new AppError('gateway_refused', detail); // prettier-ignore
  const wait = answer.kind === 'rate_limited' ? answer.retryAfterSeconds : 30;
  return new AppError('gateway_unavailable', detail, [], { 'retry-after': String(wait) });
}
