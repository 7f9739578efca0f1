import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { featuresOf } from '../dto/feature.request.js';
import {
  type CreatePlanVersionRequest,
  type PlanVersionResponse,
  presentVersion,
} from '../dto/plan-version.js';
import { priceTermsOf } from '../new-price.js';
import type { Plan } from '../plan.entity.js';
import type { PlanVersion } from '../plan-version.entity.js';
import { PlanVersionsRepository } from '../plan-versions.repository.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';
import { requireRoom } from '../require-room.js';

/** Each version has prices, and a price is never thrown away. */
const MOST_VERSIONS = 100;

/** A plan is sold by its newest version. Who has an earlier one keeps it: what was agreed on does not change. */
@Injectable()
export class VersionPlan {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly plans: PlansRepository,
    private readonly versions: PlanVersionsRepository,
    private readonly prices: PricesRepository,
    private readonly events: EventsRepository,
  ) {}

  create(merchantId: bigint, id: string, request: CreatePlanVersionRequest): Promise<PlanVersionResponse> {
    return this.uow.run(async (tx) => {
      const plan = await this.plans.lockByPublicId(tx, merchantId, id);
      if (!plan) throw AppError.notFound('plan', id);
      const terms = request.prices.map((price, i) => priceTermsOf(price, fieldPath('prices', i)));
      const features = request.features && featuresOf(request.features);
      if (plan.version >= MOST_VERSIONS) {
        throw new AppError(
          'rule_violation',
          `A plan has at most ${MOST_VERSIONS} versions; make another plan`,
        );
      }
      await requireRoom(tx, this.prices, plan, { version: plan.version + 1, more: terms.length });
      const createdAt = await this.clock.now(tx, merchantId);
      const [latest] = await this.all(tx, plan);
      const version: PlanVersion = {
        merchantId,
        planId: plan.id,
        version: plan.version + 1,
        note: request.note ?? null,
        features: features ?? latest!.features,
        createdAt,
      };
      await this.versions.insert(tx, version);
      await this.plans.update(tx, merchantId, plan.id, { version: version.version, updatedAt: createdAt });
      const ofVersion = { merchantId, planId: plan.id, planVersion: version.version, createdAt };
      const prices = await this.prices.insert(tx, terms.map((price) => ({ ...price, ...ofVersion }))); // prettier-ignore
      await this.events.append(tx, merchantId, {
        type: 'plan.version_created',
        customerId: null,
        subscriptionId: null,
        occurredAt: createdAt,
        data: { plan_id: plan.publicId, plan: plan.name, version: version.version },
      });
      return presentVersion({ ...plan, version: version.version }, version, prices);
    });
  }

  /** The latest first. */
  list(merchantId: bigint, id: string): Promise<PlanVersionResponse[]> {
    return this.uow.read(async (tx) => {
      const plan = await this.plans.findByPublicId(tx, merchantId, id);
      if (!plan) throw AppError.notFound('plan', id);
      const prices = await this.prices.findOfPlans(tx, merchantId, [plan.id]);
      return (await this.all(tx, plan)).map((version) => presentVersion(plan, version, prices));
    });
  }

  /** Plans from before there were versions have no row for their first one. */
  private async all(tx: Tx, { merchantId, id: planId, createdAt }: Plan): Promise<PlanVersion[]> {
    const written = await this.versions.ofPlan(tx, merchantId, planId);
    const first = { merchantId, planId, version: 1, note: null, features: [], createdAt };
    return written.at(-1)?.version === 1 ? written : [...written, first];
  }
}
