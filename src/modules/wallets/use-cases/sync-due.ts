import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { CardSyncsRepository } from '../../cards/index.js';
import { SyncCards } from './sync-cards.js';

/** Customers whose cards were not compared for a month. One after the other: nobody waits for it. */
@Injectable()
export class SyncDue {
  private readonly logger = new Logger(SyncDue.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly syncs: CardSyncsRepository,
    private readonly syncCards: SyncCards,
  ) {}

  /** One that throws was put off by a day when it was taken; the others go on. */
  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const due = await this.uow.run((tx) => this.syncs.takeDue(tx, scope, now, limit));
    for (const { merchantId, customerId } of due) {
      try {
        await this.syncCards.execute(merchantId, customerId, 'housekeeping', now);
      } catch (error) {
        this.logger.error(
          { err: error, customer_id: String(customerId) },
          'Comparing cards with Ottu failed',
        );
      }
    }
    return due.length;
  }
}
