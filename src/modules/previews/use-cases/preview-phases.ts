import { Injectable } from '@nestjs/common';
import type { Forecast } from '../../../domain/subscription/forecast.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { ReplacePhases, type ReplacePhasesRequest } from '../../changes/index.js';
import { Foretell, MONTHS_TO_NEXT, type ToCome } from '../../insights/index.js';
import { boundaryOf, type Subscription } from '../../subscriptions/index.js';
import { type ComingPhase, comingPhases, monthsUntilLast } from '../coming-phases.js';
import { LookedAt } from '../looked-at.js';

export interface PhasesPreview {
  subscription: Subscription;
  phases: ComingPhase[];
  forecast: Forecast;
  balanceMinor: bigint;
  isWhole: boolean;
}

/** What is billed with other phases: each decided by the code that plans it, all foretold together. */
@Injectable()
export class PreviewPhases {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly replacing: ReplacePhases,
    private readonly foretell: Foretell,
  ) {}

  execute(merchantId: bigint, publicId: string, request: ReplacePhasesRequest): Promise<PhasesPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { phases } = await this.replacing.decide(tx, subscription, request.phases, now);
      const plans = phases.map(({ planned }) => planned);
      const revise = (pending: readonly ToCome[]) => [
        ...pending.filter(({ origin }) => origin !== 'phase'),
        ...plans.map(({ what, when: { periodIndex } }) => ({
          what,
          periodIndex,
          at: boundaryOf(subscription, periodIndex),
          consent: null,
        })),
      ];
      const facts = await this.foretell.facts(tx, subscription, { revise });
      const months = MONTHS_TO_NEXT + monthsUntilLast(subscription, plans, now);
      const { forecast, balanceMinor, isWhole } = await this.foretell.view(tx, subscription, facts, months);
      const coming = comingPhases(subscription, plans, forecast.entries);
      return { subscription, phases: coming, forecast, balanceMinor, isWhole };
    });
  }
}
