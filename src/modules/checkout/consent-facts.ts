import { Injectable } from '@nestjs/common';
import type { ConsentFacts } from '../../domain/agreement/review-consent.js';
import { periodAt } from '../../domain/calendar/period.js';
import { periodInvoice } from '../../domain/subscription/period-invoice.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Agreement, type Card, CardsRepository } from '../cards/index.js';
import { BillablesReader } from '../invoices/index.js';
import { type Merchant, MerchantsRepository } from '../merchants/index.js';
import {
  anchorOf,
  intervalOf,
  ScheduledChangesRepository,
  type Subscription,
} from '../subscriptions/index.js';

export interface ConsentRows {
  facts: ConsentFacts;
  merchant: Merchant;
  card: Card | null;
}

/** What says whether a customer must consent again. */
@Injectable()
export class ConsentFactsReader {
  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly cards: CardsRepository,
    private readonly billables: BillablesReader,
    private readonly changes: ScheduledChangesRepository,
  ) {}

  async read(tx: Tx, subscription: Subscription, agreement: Agreement): Promise<ConsentRows> {
    const { merchantId, timeZone, nextBillAt, cardId } = subscription;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    const isLimited = agreement.amountVariability === 'fixed' || agreement.maxAmountMinor !== null;
    const facts = {
      agreement,
      told: agreement.told,
      card: card && { id: card.publicId, expiryMonth: card.expiryMonth, expiryYear: card.expiryYear },
      nextBillAt,
      nextAmountMinor: isLimited ? await this.nextAmount(tx, subscription) : null,
      nextPeriodIndex: subscription.nextPeriodIndex,
      planned: await this.planned(tx, subscription),
      timeZone,
      lead: { days: merchant.consentLeadDays, cycles: merchant.consentLeadCycles },
    };
    return { facts, merchant, card };
  }

  /** The first change that waits for a consent. */
  private async planned(tx: Tx, subscription: Subscription): Promise<ConsentFacts['planned']> {
    if (subscription.nextChangeAt === null) return null;
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const found = pending.find(({ consent }) => consent !== null);
    return found ? { id: found.publicId, need: found.consent! } : null;
  }

  /** In minor units, as the next invoice will be. */
  async nextAmount(tx: Tx, subscription: Subscription): Promise<bigint> {
    const { merchantId, id, timeZone, nextPeriodIndex, currency } = subscription;
    const { items, terms } = (await this.billables.read(tx, merchantId, [subscription])).get(id)!;
    const period = periodAt(anchorOf(subscription), intervalOf(subscription), nextPeriodIndex);
    return periodInvoice({ currency, items, terms, period, timeZone }).total.minor;
  }
}
