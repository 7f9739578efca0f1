import { Injectable } from '@nestjs/common';
import { boundary } from '../../domain/calendar/period.js';
import { type LadderInput, planLadder } from '../../domain/dunning/ladder.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type ChosenPolicy, PolicyInForce } from '../dunning/index.js';
import type { Invoice } from '../invoices/index.js';
import { PlansRepository, PricesRepository } from '../plans/index.js';
import { anchorOf, intervalOf, type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import type { Charge, StoredLadder } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';

interface Declined {
  charge: Charge;
  subscription: Subscription;
  invoice: Invoice;
  now: Date;
}

/** Plans what follows a first decline, by the policy that is in force at this moment, and tells it. */
@Injectable()
export class StartLadder {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly policies: PolicyInForce,
    private readonly lifecycle: ChargeLifecycle,
  ) {}

  async plan(tx: Tx, { charge, subscription, invoice, now }: Declined): Promise<StoredLadder> {
    const chosen = await this.choose(tx, subscription);
    const ladder = store(chosen, {
      firstDeclineAt: now,
      timeZone: subscription.timeZone,
      periodEnd: invoice.periodEnd,
      nextCharges: nextCharges(subscription),
    });
    await this.lifecycle.tell(tx, charge, 'dunning.planned', now, {
      dunning_policy: ladder.policyId,
      policy_version: ladder.policyVersion,
      retries: ladder.retries.length,
      retries_at: ladder.retries,
      reasons: ladder.reasons,
      dropped: ladder.dropped,
      grace_until: ladder.graceUntil,
      final_at: ladder.finalAt,
      final_action: ladder.finalAction,
      time_zone: subscription.timeZone,
    });
    return ladder;
  }

  /** Of several plans in one subscription the first that has a policy speaks for it. */
  private async choose(tx: Tx, { merchantId, id }: Subscription): Promise<ChosenPolicy> {
    const items = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const prices = await this.prices.findByIds(tx, merchantId, items.map((item) => item.priceId)); // prettier-ignore
    const plans = await this.plans.findByIds(tx, merchantId, prices.map((price) => price.planId)); // prettier-ignore
    const policyIds = items.map(({ priceId }) => {
      const { planId } = prices.find((price) => price.id === priceId)!;
      return plans.find((plan) => plan.id === planId)!.dunningPolicyId;
    });
    return this.policies.of(tx, merchantId, policyIds.find((policyId) => policyId !== null) ?? null);
  }
}

/** Two, because the first may be upon us; none where no period is billed any more, or for now. */
function nextCharges(subscription: Subscription): Date[] {
  const { nextBillAt, nextPeriodIndex } = subscription;
  if (nextBillAt === null) return [];
  const [anchor, interval] = [anchorOf(subscription), intervalOf(subscription)];
  return [0, 1].map((later) => boundary(anchor, interval, nextPeriodIndex + later));
}

function store({ publicId, policy }: ChosenPolicy, when: Omit<LadderInput, 'policy'>): StoredLadder {
  const ladder = planLadder({ policy, ...when });
  return {
    retries: ladder.retries.map((at) => at.toISOString()),
    reasons: [...ladder.reasons],
    dropped: [...ladder.dropped],
    graceUntil: ladder.graceUntil.toISOString(),
    noticeAt: ladder.noticeAt?.toISOString() ?? null,
    finalAt: ladder.finalAt.toISOString(),
    lastRetryBefore: ladder.lastRetryBefore.toISOString(),
    times: ladder.times,
    finalAction: policy.finalAction,
    policyId: publicId,
    policyVersion: policy.version,
    mails: policy.mails,
  };
}
