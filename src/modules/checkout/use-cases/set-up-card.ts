import { Injectable } from '@nestjs/common';
import { zero } from '../../../domain/money/money.js';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { AttemptContext, later } from '../../charges/index.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import {
  type Checkout,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { CardSetupsRepository } from '../card-setups.repository.js';
import type { CardSetup } from '../card-setup.entity.js';
import { closesAt, type OpenedPage, refuseCheckout } from '../checkout-answers.js';

/** The customer saves a card and consents, without paying: the trial comes first. */
@Injectable()
export class SetUpCard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly setups: CardSetupsRepository,
    private readonly contexts: AttemptContext,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly clock: MerchantClock,
    private readonly realTime: Clock,
  ) {}

  async open({ merchantId, id }: Subscription): Promise<Checkout> {
    const setup = await this.uow.run((tx) => this.prepare(tx, merchantId, id));
    if (setup.status === 'open') return checkoutOf(setup);
    const payer = await this.contexts.payer(merchantId, id, null);
    const askedAt = this.realTime.now();
    const session = await this.gateway.createSession(
      payer.account,
      this.contexts.sessionRequest(payer, {
        purpose: 'save_card',
        amount: zero(setup.currency),
        orderNo: setup.orderNo,
        pgCode: setup.pgCode,
      }),
    );
    if (session.kind !== 'created' || session.checkoutUrl === null) throw refuseCheckout(session);
    const { sessionId, checkoutUrl, expiresAt } = session;
    return this.uow.run((tx) => this.publish(tx, setup, { sessionId, checkoutUrl, expiresAt, askedAt }));
  }

  async current(merchantId: bigint, subscriptionId: bigint): Promise<Checkout | null> {
    const open = await this.uow.read((tx) => this.setups.findOpen(tx, merchantId, subscriptionId));
    return open?.status === 'open' ? checkoutOf(open) : null;
  }

  /** A setup that was prepared and never opened is simply opened again: no money can move on it. */
  private async prepare(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<CardSetup> {
    const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
    const found = await this.setups.findOpen(tx, merchantId, subscriptionId);
    if (found) return found;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const n = (await this.setups.count(tx, merchantId, subscriptionId)) + 1;
    return this.setups.insert(tx, {
      merchantId,
      customerId: subscription.customerId,
      subscriptionId,
      n,
      orderNo: orderNo(this.accounts.orderNoSecret(merchant), subscription.publicId, 'setup', n),
      pgCode: merchant.routing[subscription.currency]!,
      currency: subscription.currency,
      createdAt: await this.clock.now(tx, merchantId),
    });
  }

  private async publish(tx: Tx, setup: CardSetup, page: OpenedPage): Promise<Checkout> {
    const { merchantId, id } = setup;
    const subscription = await this.subscriptions.lockById(tx, merchantId, setup.subscriptionId);
    const current = await this.setups.lockById(tx, merchantId, id);
    // Two requests at once both asked Ottu; the page of the first stays the one and only.
    if (current.status === 'open') return checkoutOf(current);
    const now = await this.clock.now(tx, merchantId);
    const opened = {
      status: 'open' as const,
      sessionId: page.sessionId,
      checkoutUrl: page.checkoutUrl,
      expiresAt: closesAt(page, now),
      nextCheckAt: later(now, { minutes: 5 }),
      updatedAt: now,
    };
    await this.setups.update(tx, merchantId, id, opened);
    await this.lifecycle.tell(tx, subscription, 'subscription.checkout_opened', now, {
      url_expires_at: opened.expiresAt.toISOString(),
    });
    return checkoutOf({ ...current, ...opened });
  }
}

function checkoutOf(setup: Pick<CardSetup, 'checkoutUrl' | 'sessionId' | 'expiresAt'>): Checkout {
  return { url: setup.checkoutUrl!, sessionId: setup.sessionId!, expiresAt: setup.expiresAt! };
}
