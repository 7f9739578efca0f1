import { Injectable, Logger } from '@nestjs/common';
import { type ConsentCause, reviewConsent } from '../../../domain/agreement/review-consent.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Agreement, AgreementsRepository } from '../../cards/index.js';
import { later } from '../../charges/index.js';
import {
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { ConsentFactsReader, type ConsentRows } from '../consent-facts.js';
import { CustomerLinks } from '../customer-links.js';

/** A review that threw is made again so much later; the others do not wait for it. */
const HOURS_AFTER_FAILURE = 1;

/** Looks ahead: whose agreement or card ends before it is needed again is told so, once per cause, with a link. */
@Injectable()
export class ReviewConsents {
  private readonly logger = new Logger(ReviewConsents.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly agreements: AgreementsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly facts: ConsentFactsReader,
    private readonly links: CustomerLinks,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const due = await this.uow.read((tx) => this.agreements.reviewsDue(tx, scope, now, limit));
    for (const agreement of due) await this.alone(agreement, now);
    return due.length;
  }

  private async alone(agreement: Agreement, now: Date): Promise<void> {
    try {
      await this.uow.run((tx) => this.review(tx, agreement, now));
    } catch (error) {
      this.logger.error({ err: error, agreement_id: agreement.publicId }, 'Reviewing a consent failed');
      const reviewAt = later(now, { hours: HOURS_AFTER_FAILURE });
      await this.uow.read((tx) => this.agreements.reviewed(tx, agreement, { reviewAt }));
    }
  }

  /** Looks again under lock: another worker may have been here, or the customer. */
  private async review(tx: Tx, { merchantId, id, subscriptionId }: Agreement, now: Date): Promise<void> {
    const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
    const agreement = await this.agreements.lockById(tx, merchantId, id);
    if (agreement.reviewAt === null || agreement.reviewAt > now) return;
    if (agreement.status !== 'active' || subscription.endedAt !== null) {
      return this.agreements.reviewed(tx, agreement, { reviewAt: null });
    }
    const rows = await this.facts.read(tx, subscription, agreement);
    const { causes, nextReviewAt } = reviewConsent(rows.facts, now);
    for (const cause of causes) await this.tell(tx, subscription, agreement, rows, cause, now);
    const told = [...agreement.told, ...causes.map(({ key }) => key)];
    await this.agreements.reviewed(tx, agreement, { reviewAt: nextReviewAt, told });
  }

  private async tell(
    tx: Tx,
    subscription: Subscription,
    agreement: Agreement,
    { merchant, card }: ConsentRows,
    { reason, because }: ConsentCause,
    now: Date,
  ): Promise<void> {
    const url = await this.links.toGiveCard(tx, merchant, subscription, now);
    const common = { agreement_id: agreement.publicId, url, reason: because };
    if (reason !== 'card') {
      return this.lifecycle.tell(tx, subscription, 'agreement.consent_needed', now, {
        ...common,
        limit: reason,
        expiry_date: agreement.expiryDate,
        cycles_left: Math.max(0, agreement.totalCycles - agreement.cyclesUsed),
      });
    }
    await this.lifecycle.tell(tx, subscription, 'card.expiring', now, {
      ...common,
      card_id: card!.publicId,
      card: { brand: card!.brand, last_four: card!.lastFour },
      expiry_month: card!.expiryMonth,
      expiry_year: card!.expiryYear,
    });
  }
}
