import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { refuseOtherUse, requestHash } from '../../../platform/idempotency/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type Plan, PlansRepository } from '../../plans/index.js';
import type { CreatePlanMigrationRequest } from '../dto/create-plan-migration.request.js';
import { MigrationRowsRepository, type Reach } from '../migration-rows.repository.js';
import type { PlanMigration } from '../plan-migration.entity.js';
import { PlanMigrationsRepository } from '../plan-migrations.repository.js';
import { ChoosePairs } from '../choose-pairs.js';
import { ReachRepository } from '../reach.repository.js';

/** Checks that it can be done at all, and writes down whom it reaches. The clock does the rest. */
@Injectable()
export class StartMigration {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly migrations: PlanMigrationsRepository,
    private readonly rows: MigrationRowsRepository,
    private readonly reach: ReachRepository,
    private readonly pairs: ChoosePairs,
    private readonly plans: PlansRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    planId: string,
    request: CreatePlanMigrationRequest,
    key: string,
  ): Promise<PlanMigration> {
    return this.uow.run(async (tx) => {
      const plan = await this.plans.findByPublicId(tx, merchantId, planId);
      if (!plan) throw AppError.notFound('plan', planId);
      const before = await this.migrations.findByIdempotencyKey(tx, merchantId, key);
      if (before) {
        refuseOtherUse(before, isSame(before, plan, request));
        return before;
      }
      return this.begin(tx, plan, request, key);
    });
  }

  private async begin(tx: Tx, plan: Plan, request: CreatePlanMigrationRequest, key: string) {
    const { merchantId } = plan;
    const { when: changeWhen, proration, consent = 'refuse', dry_run: dryRun, subscriptions } = request;
    if (changeWhen === 'period_end' && proration !== undefined) {
      const message = 'goes with "now"; at the end of a period there is nothing to share';
      throw AppError.field('rule_violation', 'proration', message);
    }
    if (changeWhen === 'now' && consent === 'request') {
      const message = 'goes with "period_end": what is charged now cannot wait for a customer';
      throw AppError.field('rule_violation', 'consent', message);
    }
    const listed = subscriptions ? await this.idsOf(tx, merchantId, subscriptions) : null;
    const { pairs, priceIds } = await this.pairs.of(tx, plan, request, listed);
    const createdAt = await this.clock.now(tx, merchantId);
    const migration = await this.migrations.insert(tx, {
      merchantId,
      planId: plan.id,
      pairs,
      toVersion: request.to_version ?? null,
      changeWhen,
      proration: proration ?? 'day',
      consent,
      dryRun,
      idempotencyKey: key,
      requestHash: hashOf(plan, request),
      createdAt,
    });
    const reach: Reach = listed ? { subscriptionIds: listed } : { priceIds };
    await this.migrations.setSize(tx, migration, await this.rows.insertAll(tx, migration, reach));
    if (!dryRun) await this.tell(tx, plan, migration);
    return migration;
  }

  private async idsOf(tx: Tx, merchantId: bigint, publicIds: string[]): Promise<bigint[]> {
    const found = await this.reach.idsOf(tx, merchantId, publicIds);
    const missing = publicIds.findIndex((publicId) => !found.has(publicId));
    if (missing < 0) return [...found.values()];
    const message = `there is no subscription ${publicIds[missing]}`;
    throw AppError.field('rule_violation', fieldPath('subscriptions', missing), message);
  }

  private async tell(tx: Tx, plan: Plan, { merchantId, publicId, subscriptions, createdAt }: PlanMigration) {
    await this.events.append(tx, merchantId, {
      type: 'plan.migration_started',
      customerId: null,
      subscriptionId: null,
      occurredAt: createdAt,
      data: { migration_id: publicId, plan_id: plan.publicId, plan: plan.name, subscriptions },
    });
  }
}

/** Above all not one on paper for one that is to be carried out, and not one for others than are listed now. */
function isSame(before: PlanMigration, plan: Plan, request: CreatePlanMigrationRequest): boolean {
  if (before.requestHash) return before.requestHash.equals(hashOf(plan, request));
  return (
    before.planId === plan.id &&
    before.toVersion === (request.to_version ?? null) &&
    before.changeWhen === request.when &&
    before.dryRun === request.dry_run
  );
}

function hashOf({ publicId }: Plan, request: CreatePlanMigrationRequest): Buffer {
  return requestHash('POST', publicId, request);
}
