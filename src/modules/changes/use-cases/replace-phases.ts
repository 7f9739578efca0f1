import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  intervalOf,
  ScheduleBook,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import type { ComingPhase, ReplacePhasesRequest } from '../dto/replace-phases.request.js';
import { type Change, MakeChange } from '../make-change.js';
import { refusedBeside } from '../planned-of.js';

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
      for (const old of await this.changes.pendingOf(tx, merchantId, subscription.id)) {
        if (old.origin === 'phase')
          await this.schedule.undo(tx, subscription, old, now, 'other phases were planned');
      }
      for (const [i, phase] of phases.entries()) {
        refuseUnordered(phases, i);
        await this.plan(tx, subscription, phase, `phases[${i}]`, now);
      }
      const pending = await this.changes.pendingOf(tx, merchantId, subscription.id);
      const other = pending.find(({ kind, origin }) => kind === 'items' && origin !== 'phase');
      if (other && phases.length > 0) throw refusedBeside(other);
      return pending;
    });
  }

  /** By the code of every change of items, so that none is planned that could not be made. */
  private async plan(
    tx: Tx,
    subscription: Subscription,
    { items, after_periods: afterPeriods }: ComingPhase,
    path: string,
    now: Date,
  ): Promise<void> {
    const wanted = items.map(({ price, quantity }, j) => ({
      field: `${path}.items[${j}].price`,
      price,
      quantity: BigInt(quantity ?? 1),
      kept: false,
    }));
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
      throw AppError.field('rule_violation', `${path}.items`, message);
    }
    await this.makeChange.write(tx, subscription, change, decided, now);
  }
}

function refuseUnordered(phases: readonly ComingPhase[], i: number): void {
  const before = phases[i - 1];
  if (!before || phases[i]!.after_periods > before.after_periods) return;
  throw AppError.field(
    'rule_violation',
    `phases[${i}].after_periods`,
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
    throw AppError.field((error as AppError).code, `${path}.${first.field}`, first.message);
  }
}
