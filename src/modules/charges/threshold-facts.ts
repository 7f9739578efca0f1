import { Injectable } from '@nestjs/common';
import { type ThresholdFacts, thresholdOf } from '../../domain/subscription/usage-threshold.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../cards/index.js';
import type { Billables } from '../invoices/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { AttemptHistory } from './attempt-history.repository.js';

/** What the decision about a threshold is made from; for who bills, and for who foretells. */
@Injectable()
export class ThresholdFactsReader {
  constructor(
    private readonly agreements: AgreementsRepository,
    private readonly history: AttemptHistory,
  ) {}

  /** Null where nobody has set one. */
  async read(
    tx: Tx,
    subscription: Subscription,
    { items, terms }: Pick<Billables, 'items' | 'terms'>,
  ): Promise<ThresholdFacts | null> {
    const { currency, currentPeriodStart: start, currentPeriodEnd: end, usageThresholdMinor } = subscription;
    const threshold = thresholdOf(usageThresholdMinor, currency);
    if (threshold === null && !items.some(({ usage }) => usage?.threshold)) return null;
    return {
      ...subscription,
      current: start && end && { start, end },
      items,
      terms,
      threshold,
      consent: await this.consent(tx, subscription),
    };
  }

  /** Of an agreement that is not in force nothing can be charged anyway: its customer pays by a link. */
  private async consent(tx: Tx, subscription: Subscription): Promise<ThresholdFacts['consent']> {
    const { merchantId, id } = subscription;
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    if (agreement?.status !== 'active') return null;
    const lastSentAt = (await this.history.lastSentAt(tx, [subscription])).get(id) ?? null;
    return { ...agreement, lastSentAt };
  }
}
