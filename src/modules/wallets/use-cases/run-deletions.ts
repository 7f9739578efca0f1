import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { CardsRepository } from '../../cards/index.js';
import { FinishDeletion } from './finish-deletion.js';

/** Deletions that Ottu has not confirmed yet, asked for again. */
@Injectable()
export class RunDeletions {
  private readonly logger = new Logger(RunDeletions.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly cards: CardsRepository,
    private readonly finish: FinishDeletion,
  ) {}

  /** One that throws is taken up again an hour later; the others go on. */
  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const due = await this.uow.run((tx) => this.cards.takeDeletionsDue(tx, scope, now, limit));
    for (const card of due) {
      try {
        await this.finish.execute(card, 'housekeeping', now);
      } catch (error) {
        this.logger.error({ err: error, card_id: card.publicId }, 'Deleting a card failed');
      }
    }
    return due.length;
  }
}
