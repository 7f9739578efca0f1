import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Foretell, MONTHS_TO_NEXT } from '../../insights/index.js';
import { SetThreshold } from '../../usage/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What would be billed, and when, if usage were billed from another amount on, or with its period only. */
@Injectable()
export class PreviewThreshold {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly setting: SetThreshold,
    private readonly foretell: Foretell,
  ) {}

  execute(merchantId: bigint, publicId: string, amount: string | null): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [before, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const subscription = {
        ...before,
        usageThresholdMinor: await this.setting.decide(tx, before, amount),
      };
      const facts = await this.foretell.facts(tx, subscription);
      const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
      return actPreview({ subscription, effectiveAt: now }, view, facts.billables.reviewHours);
    });
  }
}
