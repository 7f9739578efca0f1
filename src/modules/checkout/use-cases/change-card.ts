import { Injectable } from '@nestjs/common';
import { type ConsentFacts, needsNewAgreement } from '../../../domain/agreement/review-consent.js';
import { renewTerms } from '../../../domain/agreement/renew-terms.js';
import { paysOftener } from '../../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { newId } from '../../../platform/ids/type-id.js';
import { type Agreement, AgreementsRepository } from '../../cards/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import {
  type Checkout,
  intervalOf,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { ConsentFactsReader } from '../consent-facts.js';
import type { CardSetupRequest } from '../dto/card-setup.request.js';
import { SetUpCard, type SetupOrder } from './set-up-card.js';

/**
 * The customer gives another card on Ottu's page. Under the agreement in force, for that alone can move it to
 * another card; under a new one when that one is near its end, for its terms cannot be changed.
 */
@Injectable()
export class ChangeCard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly facts: ConsentFactsReader,
    private readonly clock: MerchantClock,
    private readonly setUpCard: SetUpCard,
  ) {}

  async execute(
    merchantId: bigint,
    customerPublicId: string,
    request: CardSetupRequest,
  ): Promise<Checkout & { publicKey: string | null }> {
    const { subscription, publicKey } = await this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, customerPublicId);
      if (!customer) throw AppError.notFound('customer', customerPublicId);
      const found = await this.subscriptions.findByPublicId(tx, merchantId, request.subscription);
      if (found?.customerId !== customer.id) {
        const message = `this customer has no subscription ${request.subscription}`;
        throw AppError.field('rule_violation', 'subscription', message);
      }
      const { ottuPublicKey } = (await this.merchants.findById(tx, merchantId))!;
      return { subscription: found, publicKey: ottuPublicKey };
    });
    return { ...(await this.open(subscription, request.return_url ?? null)), publicKey };
  }

  /** @throws AppError `conflict` when the subscription has no use for a card */
  open(subscription: Subscription, returnUrl: string | null): Promise<Checkout> {
    return this.setUpCard.open(subscription, (tx, locked, open) => {
      refuseUseless(locked);
      return this.order(tx, locked, returnUrl, open?.purpose === 'consent');
    });
  }

  private async order(
    tx: Tx,
    subscription: Subscription,
    returnUrl: string | null,
    isBeingAsked: boolean,
  ): Promise<SetupOrder> {
    const { merchantId, id } = subscription;
    const agreement = await this.agreements.lockBySubscription(tx, merchantId, id);
    const now = await this.clock.now(tx, merchantId);
    const { facts } = await this.facts.read(tx, subscription, agreement);
    if (!needsNewAgreement(facts, now)) {
      return { purpose: 'card_change', agreementId: agreement.id, returnUrl };
    }
    const pending = await this.agreements.findPending(tx, merchantId, id);
    // The page that is open names these terms already.
    if (pending && isBeingAsked) return { purpose: 'consent', agreementId: pending.id, returnUrl };
    const agreementId = await this.ask(tx, subscription, agreement, pending, facts.planned, now);
    return { purpose: 'consent', agreementId, returnUrl };
  }

  private async ask(
    tx: Tx,
    subscription: Subscription,
    old: Agreement,
    pending: Agreement | null,
    planned: ConsentFacts['planned'],
    now: Date,
  ): Promise<bigint> {
    const need = planned?.need;
    const terms = renewTerms({
      id: newId('agreement'),
      interval: need?.interval ?? intervalOf(subscription),
      startDate: localDateOf(now, subscription.timeZone),
      old,
      oftener: subscription.usageThresholdMinor !== null || paysOftener(old, intervalOf(subscription)),
      nextAmountMinor: need ? greatest(need.amounts) : await this.facts.nextAmount(tx, subscription),
      ...(need && { until: need.until }),
    });
    if (pending) {
      await this.agreements.replacePending(tx, pending, terms, now);
      return pending.id;
    }
    const { merchantId, id: subscriptionId, customerId } = subscription;
    const made = await this.agreements.insert(tx, merchantId, {
      ...terms,
      subscriptionId,
      customerId,
      createdAt: now,
    });
    return made.id;
  }
}

function greatest(amounts: readonly string[]): bigint {
  return amounts.map(BigInt).reduce((a, b) => (a > b ? a : b), 0n);
}

function refuseUseless({ status, publicId, cancelRequestedAt }: Subscription): void {
  if (status === 'incomplete') {
    const detail = `Subscription ${publicId} has not begun; its card comes with its checkout`;
    throw new AppError('conflict', detail);
  }
  if (status === 'canceled' || status === 'ended' || cancelRequestedAt !== null) {
    throw new AppError('conflict', `Subscription ${publicId} is over and needs no card`);
  }
}
