import { Injectable } from '@nestjs/common';
import { periodAmounts } from '../../domain/change/decide-change.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { type Change, type ChangeItem, type Decided, MakeChange } from '../changes/index.js';
import { PlansRepository, PricesRepository } from '../plans/index.js';
import {
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionsRepository,
} from '../subscriptions/index.js';
import {
  type Obstacle,
  obstacleOf,
  obstacleOfRefusal,
  obstacleOfTerm,
  refuse,
  skip,
  wait,
} from './judge-row.js';
import { MigrationRowsRepository } from './migration-rows.repository.js';
import type { PlanMigration } from './plan-migration.entity.js';
import type { PlanMigrationRow } from './plan-migration-row.entity.js';

export interface Outcome {
  obstacle?: Obstacle;
  /** What the row says then. */
  patch?: Partial<PlanMigrationRow>;
}

const CONSENT_ASKED = {
  reasonCode: 'consent_asked',
  reason:
    'its customer has to agree to it first, and is asked; without that it is dropped when its time comes',
};

/** What is done to one subscription: the change that its merchant could ask for alone, or its preview. */
@Injectable()
export class MigrateOne {
  constructor(
    private readonly rows: MigrationRowsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly changes: ScheduledChangesRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly makeChange: MakeChange,
  ) {}

  /** @throws AppError when a change is not allowed */
  async execute(
    tx: Tx,
    row: PlanMigrationRow,
    migration: PlanMigration,
    subscription: Subscription,
    now: Date,
  ): Promise<Outcome> {
    const { merchantId, id } = subscription;
    if (migration.dryRun && (await this.rows.waitsElsewhere(tx, row))) {
      return { obstacle: refuse('other_migration', 'it waits in another migration') };
    }
    const change = await this.changeOf(tx, migration, subscription);
    if (change.items.length === 0) {
      return { obstacle: skip('no_such_price', 'it has none of the prices that are left') };
    }
    const early = obstacleOf(subscription, await this.changes.pendingOf(tx, merchantId, id), now);
    if (early) return { obstacle: early, patch: await this.periodAmounts(tx, subscription, change, now) };
    const decided = await this.decide(tx, subscription, change, now);
    if ('obstacle' in decided) return decided;
    const { decision, rows } = decided;
    const amounts = periodAmounts(rows.facts, decision);
    const patch: Partial<PlanMigrationRow> = {
      effectiveAt: decision.effectiveAt,
      currency: subscription.currency,
      beforeMinor: amounts.before,
      afterMinor: amounts.after,
      chargeMinor: decision.invoice?.total.minor ?? 0n,
      creditMinor: decision.invoice?.creditToBalance.minor ?? 0n,
    };
    const bound = obstacleOfTerm(subscription, decision.effectiveAt, amounts);
    if (bound) return { obstacle: bound, patch };
    const why = await this.makeChange.awaits(tx, subscription, change);
    // What is charged or credited then depends on whether that invoice will have been paid.
    if (why !== null) return { obstacle: wait('charge_open', why), patch: { ...patch, chargeMinor: null, creditMinor: null } }; // prettier-ignore
    const state = change.when === 'now' ? 'changed' : 'planned';
    if (decision.consent) Object.assign(patch, CONSENT_ASKED);
    if (migration.dryRun) return { patch: { ...patch, state } };
    const made = await this.makeChange.write(tx, subscription, change, decided, now);
    const links = { invoiceId: made.invoice?.id ?? null, scheduledChangeId: made.scheduled?.id ?? null };
    return { patch: { ...patch, ...links, state } };
  }

  private async decide(
    tx: Tx,
    subscription: Subscription,
    change: Change,
    now: Date,
  ): Promise<Decided | (Outcome & { obstacle: Obstacle })> {
    try {
      return await this.makeChange.decide(tx, subscription, change, now);
    } catch (error) {
      // Deciding only reads, so nothing has to be undone.
      if (!(error instanceof AppError)) throw error;
      const patch = await this.periodAmounts(tx, subscription, change, now);
      return { obstacle: obstacleOfRefusal(error), patch };
    }
  }

  /** Of one that waits or is refused: what its periods cost as they are, and would. What is charged then is not known. */
  private async periodAmounts(
    tx: Tx,
    subscription: Subscription,
    change: Change,
    now: Date,
  ): Promise<Partial<PlanMigrationRow>> {
    try {
      const { before, after } = await this.makeChange.amounts(tx, subscription, change, now);
      return { currency: subscription.currency, beforeMinor: before, afterMinor: after };
    } catch (error) {
      // What is not sold any more, or does not fit, has no price to tell; the obstacle itself is told.
      if (error instanceof AppError) return {};
      throw error;
    }
  }

  private async changeOf(tx: Tx, migration: PlanMigration, { id }: Subscription): Promise<Change> {
    const { merchantId, pairs, changeWhen: when, proration, consent } = migration;
    const items = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const prices = await this.prices.findByIds(tx, merchantId, items.map(({ priceId }) => priceId)); // prettier-ignore
    const plan = await this.plans.findById(tx, merchantId, migration.planId);
    const entries = items.flatMap((item): ChangeItem[] => {
      const price = prices.find((one) => one.id === item.priceId)!;
      const pair = pairs.find(({ from }) => from === price.publicId);
      return pair ? [{ item: item.publicId, price: pair.to }] : [];
    });
    const reason = `plan "${plan!.name}" was migrated`;
    return { items: entries, when, proration, consent, origin: 'migration', reason };
  }
}
