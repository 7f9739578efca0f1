import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { WebhookEffects } from '../webhook-effects.js';
import { WebhookFloodsRepository } from '../webhook-floods.repository.js';

const BATCH = 50;

/** Has every payment looked at about which messages came that were not kept: the last of them may be the news. */
@Injectable()
export class LookAfterFloods {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly floods: WebhookFloodsRepository,
    private readonly effects: WebhookEffects,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<number> {
    return this.uow.run(async (tx) => {
      const due = await this.floods.takeDue(tx, this.clock.now(), BATCH);
      for (const flood of due) await this.effects.lookAt(tx, flood);
      return due.length;
    });
  }
}
