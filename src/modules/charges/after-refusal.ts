import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardSyncsRepository } from '../cards/index.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { decideAfterRefusal } from './decide-after-refusal.js';
import { Dunning } from './dunning.js';
import { withinLadder } from './ladder-view.js';
import { ofSubscription, type SettlementContext } from './settlement-context.js';

/** What becomes of a charge whose call Ottu did not take. */
@Injectable()
export class AfterRefusal {
  constructor(
    private readonly lifecycle: ChargeLifecycle,
    private readonly dunning: Dunning,
    private readonly syncs: CardSyncsRepository,
  ) {}

  async apply(tx: Tx, context: SettlementContext, reason: string): Promise<void> {
    const { charge, now } = context;
    const hasNewCard = await this.dunning.hasNewCard(tx, ofSubscription(context));
    const next = decideAfterRefusal({ ...context, rejections: charge.rejections, hasNewCard, reason });
    const { rejections } = next;
    if (next.kind === 'block') {
      await this.lifecycle.apply(tx, charge, 'block', now, { rejections });
      return this.lifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
    }
    // The card may be gone: its customer is to be asked for another one now, and not with next month's list.
    if (next.looksAtCards) await this.syncs.hurry(tx, charge.merchantId, charge.customerId, now);
    const plan = withinLadder(charge, next, now);
    await this.lifecycle.apply(tx, charge, 'attempt_unsent', now, { rejections }, plan);
  }
}
