import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../cards/index.js';
import { MerchantsRepository } from '../merchants/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { CustomerLinks } from './customer-links.js';

/** A change is planned that goes beyond the agreement: its review is due now, and tells the link that is given here. */
@Injectable()
export class AskConsent {
  constructor(
    private readonly agreements: AgreementsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly links: CustomerLinks,
  ) {}

  async execute(tx: Tx, subscription: Subscription, now: Date): Promise<string> {
    const { merchantId, id } = subscription;
    const agreement = await this.agreements.lockBySubscription(tx, merchantId, id);
    await this.agreements.reviewed(tx, agreement, { reviewAt: now });
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    return this.links.toGiveCard(tx, merchant, subscription, now);
  }
}
