import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { InvoicesRepository } from '../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../merchants/index.js';
import { SubscriptionsRepository } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargesRepository } from './charges.repository.js';
import type { SettlementContext } from './settlement-context.js';

/** Locks and reads what settling attempts may change: subscriptions, charges, invoices, attempts, in this order. */
@Injectable()
export class SettlementContexts {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** In the order of `attempts`, of which each must be of another subscription. */
  async lock(tx: Tx, attempts: readonly Attempt[]): Promise<SettlementContext[]> {
    const keys = (of: (attempt: Attempt) => bigint) =>
      attempts.map((attempt) => ({ merchantId: attempt.merchantId, id: of(attempt) }));
    const around = await this.around(tx, attempts);
    const subscriptions = await this.subscriptions.lockByKeys(
      tx,
      attempts.flatMap(({ merchantId, subscriptionId: id }) => (id === null ? [] : [{ merchantId, id }])),
    );
    const charges = await this.charges.lockByKeys(tx, keys((attempt) => attempt.chargeId)); // prettier-ignore
    const invoices = await this.invoices.lockByKeys(tx, keys((attempt) => attempt.invoiceId)); // prettier-ignore
    const locked = await this.attempts.lockByKeys(tx, keys((attempt) => attempt.id)); // prettier-ignore
    return attempts.map((attempt) => ({
      ...around.get(attempt.merchantId)!,
      subscription: attempt.subscriptionId === null ? null : subscriptions.get(attempt.subscriptionId)!,
      charge: charges.get(attempt.chargeId)!,
      invoice: invoices.get(attempt.invoiceId)!,
      attempt: locked.get(attempt.id)!,
    }));
  }

  private async around(tx: Tx, attempts: readonly Attempt[]) {
    const found = new Map<bigint, Pick<SettlementContext, 'merchant' | 'now' | 'waitScale'>>();
    for (const id of new Set(attempts.map(({ merchantId }) => merchantId))) {
      const merchant = (await this.merchants.findById(tx, id))!;
      found.set(id, { merchant, ...(await this.clock.moment(tx, id)) });
    }
    return found;
  }
}
