import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  countedFrom,
  intervalOf,
  type Plan,
  ScheduleBook,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import type { ComingPhase, ReplacePhasesRequest } from '../dto/replace-phases.request.js';
import { type Change, type Decided, MakeChange } from '../make-change.js';
import { plannedOf, refusedBeside } from '../planned-of.js';

export interface DecidedPhases {
  /** Those that are planned now, and taken back. */
  old: ScheduledChange[];
  phases: {
    change: Change;
    decided: Decided;
    planned: Pick<Plan, 'what'> & { when: { periodIndex: number } };
  }[];
}

/** The phases of a subscription that runs are others from now on; beside another change of items there are none. */
@Injectable()
export class ReplacePhases {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly changes: ScheduledChangesRepository,
    private readonly schedule: ScheduleBook,
    private readonly makeChange: MakeChange,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    publicId: string,
    { phases }: ReplacePhasesRequest,
  ): Promise<ScheduledChange[]> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { old, phases: decided } = await this.decide(tx, subscription, phases, now);
      for (const one of old)
        await this.schedule.undo(tx, subscription, one, now, 'other phases were planned');
      for (const { change, decided: one } of decided)
        await this.makeChange.write(tx, subscription, change, one, now);
      return this.changes.pendingOf(tx, merchantId, subscription.id);
    });
  }

  /**
   * Each by the code of every change of items, so that none is planned that could not be made; nothing is written.
   * @throws AppError
   */
  async decide(
    tx: Tx,
    subscription: Subscription,
    asked: readonly ComingPhase[],
    now: Date,
  ): Promise<DecidedPhases> {
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const phases: DecidedPhases['phases'] = [];
    for (const [i, phase] of asked.entries()) {
      refuseUnordered(asked, i);
      phases.push(await this.decideOne(tx, subscription, phase, fieldPath('phases', i), now));
    }
    const other = pending.find(({ kind, origin }) => kind === 'items' && origin !== 'phase');
    if (other && asked.length > 0) throw refusedBeside(other);
    return { old: pending.filter(({ origin }) => origin === 'phase'), phases };
  }

  private async decideOne(
    tx: Tx,
    subscription: Subscription,
    { items, after_periods: after }: ComingPhase,
    path: string,
    now: Date,
  ): Promise<DecidedPhases['phases'][number]> {
    const wanted = items.map(({ price, quantity }, j) => ({
      field: fieldPath(path, 'items', j, 'price'),
      price,
      quantity: BigInt(quantity ?? 1),
      kept: false,
    }));
    // From the next period on, as every change of items counts.
    const afterPeriods = countedFrom(subscription) + after - subscription.nextPeriodIndex + 1;
    const change: Change = {
      items: [],
      wanted,
      when: 'after_periods',
      afterPeriods,
      proration: 'none',
      origin: 'phase',
    };
    const decided = await below(path, () => this.makeChange.decide(tx, subscription, change, now));
    const { unit, count } = intervalOf(subscription);
    const { interval, intervalWords } = decided.rows.basket;
    if (interval.unit !== unit || interval.count !== count) {
      const message = `is billed ${intervalWords}; a phase keeps the interval of the subscription`;
      throw AppError.field('rule_violation', fieldPath(path, 'items'), message);
    }
    const kept = wanted.map(({ price, quantity }) => ({ price, quantity: quantity.toString() }));
    const { what, when } = plannedOf(subscription, change, kept);
    // After so many periods is with a period, and no instant.
    return { change, decided, planned: { what, when: when as { periodIndex: number } } };
  }
}

function refuseUnordered(phases: readonly ComingPhase[], i: number): void {
  const before = phases[i - 1];
  if (!before || phases[i]!.after_periods > before.after_periods) return;
  throw AppError.field(
    'rule_violation',
    fieldPath('phases', i, 'after_periods'),
    'must be more than in the phase before',
  );
}

/** A refusal names the field by its place in this request. */
async function below<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const [first] = error instanceof AppError ? error.errors : [];
    if (!first || first.field.startsWith('phases')) throw error;
    throw AppError.field((error as AppError).code, fieldPath(path, first.field), first.message);
  }
}
