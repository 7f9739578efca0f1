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
import type { CardSetup, SetupPurpose } from '../card-setup.entity.js';
import {
  closesAt,
  type OpenedPage,
  refuseCheckout,
  refuseUnlessAwaited,
  stillOpening,
  waitsForItsBeginning,
} from '../checkout-answers.js';
import { CloseCardSetup } from './close-card-setup.js';

/** What the page is for; `agreementId` is null for the subscription's own. Decided under the subscription's lock. */
export interface SetupOrder {
  purpose: SetupPurpose;
  agreementId: bigint | null;
  returnUrl: string | null;
}

type Decide = (tx: Tx, subscription: Subscription, open: CardSetup | null) => Promise<SetupOrder>;

const FOR_TRIAL: Decide = (_tx, subscription) => {
  refuseUnlessAwaited(subscription);
  return Promise.resolve({ purpose: 'trial' as const, agreementId: null, returnUrl: null });
};

/** The customer saves a card and consents, without paying. */
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
    private readonly close: CloseCardSetup,
  ) {}

  /** @throws AppError when Ottu cannot or will not, or another page must first be closed and cannot be yet */
  async open({ merchantId, id }: Subscription, decide = FOR_TRIAL): Promise<Checkout> {
    let setup = await this.uow.run((tx) => this.prepare(tx, merchantId, id, decide));
    if ('inTheWay' in setup) {
      if (!(await this.close.execute(setup.inTheWay))) throw stillOpening();
      setup = await this.uow.run((tx) => this.prepare(tx, merchantId, id, decide));
      if ('inTheWay' in setup) throw stillOpening();
    }
    if (setup.status === 'open') return checkoutOf(setup);
    const payer = await this.contexts.payer(merchantId, id, null, setup.agreementId);
    const askedAt = this.realTime.now();
    const session = await this.gateway.createSession(
      payer.account,
      this.contexts.sessionRequest(payer, {
        purpose: 'save_card',
        amount: zero(setup.currency),
        orderNo: setup.orderNo,
        pgCode: setup.pgCode,
        returnUrl: setup.returnUrl,
      }),
    );
    const prepared = setup;
    if (session.kind !== 'created' || session.checkoutUrl === null) {
      const other = await this.uow.run((tx) => this.giveUp(tx, prepared));
      if (other) return checkoutOf(other);
      throw refuseCheckout(session);
    }
    const { sessionId, checkoutUrl, expiresAt } = session;
    const page = { sessionId, checkoutUrl, expiresAt, askedAt };
    const published = await this.uow.run((tx) => this.publish(tx, prepared, page));
    if (published === null) throw stillOpening();
    return published;
  }

  async current(merchantId: bigint, subscriptionId: bigint): Promise<Checkout | null> {
    const open = await this.uow.read((tx) => this.setups.findOpen(tx, merchantId, subscriptionId));
    return open?.status === 'open' ? checkoutOf(open) : null;
  }

  /**
   * A setup that was prepared and never opened is simply opened again: no money can move on it. One for
   * something else, under another agreement, or at its end, is closed first: of two pages the later one used would
   * decide which card Ottu charges, and we might have forgotten it.
   */
  private async prepare(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    decide: Decide,
  ): Promise<CardSetup | { inTheWay: CardSetup }> {
    const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
    const found = await this.setups.findOpen(tx, merchantId, subscriptionId);
    const order = await decide(tx, subscription, found);
    const now = await this.clock.now(tx, merchantId);
    if (found) {
      const isOver = found.expiresAt !== null && found.expiresAt <= now;
      return found.purpose === order.purpose && !isOver ? found : { inTheWay: found };
    }
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const n = (await this.setups.count(tx, merchantId, subscriptionId)) + 1;
    return this.setups.insert(tx, {
      ...order,
      merchantId,
      customerId: subscription.customerId,
      subscriptionId,
      n,
      orderNo: orderNo(this.accounts.orderNoSecret(merchant), subscription.publicId, 'setup', n),
      pgCode: merchant.routing[subscription.currency]!,
      currency: subscription.currency,
      createdAt: now,
    });
  }

  /**
   * No page was opened. The next request begins anew: kept, this one would ask for ever by the gateway that was set
   * when it was written, and under an order number that Ottu may have taken. What another request opened meanwhile
   * is the page.
   */
  private async giveUp(tx: Tx, { merchantId, id }: CardSetup): Promise<CardSetup | null> {
    const current = await this.setups.lockById(tx, merchantId, id);
    if (current.status === 'open') return current;
    const now = await this.clock.now(tx, merchantId);
    await this.setups.end(tx, merchantId, id, now, null);
    return null;
  }

  /** Null when the page must not be used. */
  private async publish(tx: Tx, setup: CardSetup, page: OpenedPage): Promise<Checkout | null> {
    const { merchantId, id } = setup;
    const subscription = await this.subscriptions.lockById(tx, merchantId, setup.subscriptionId);
    const current = await this.setups.lockById(tx, merchantId, id);
    // Two requests at once both asked Ottu; the page of the first stays the one and only.
    if (current.status === 'open') return checkoutOf(current);
    if (current.sessionId !== null) return null;
    const now = await this.clock.now(tx, merchantId);
    const { sessionId, checkoutUrl } = page;
    const isWanted = setup.purpose !== 'trial' || waitsForItsBeginning(subscription);
    // Closed or taken for dead meanwhile: what it was for is decided anew by the next request. Its page is there all
    // the same, so the sweep is told of it, and closes it.
    if (current.status !== 'prepared' || !isWanted) {
      const unseen = { status: 'expired' as const, sessionId, checkoutUrl, expiresAt: now };
      await this.setups.update(tx, merchantId, id, { ...unseen, nextCheckAt: now, updatedAt: now });
      return null;
    }
    const opened = {
      status: 'open' as const,
      sessionId,
      checkoutUrl,
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
