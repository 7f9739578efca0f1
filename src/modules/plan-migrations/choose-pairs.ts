import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError, type FieldFault } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { isOneOff, type Plan, PlansRepository, type Price, PricesRepository } from '../plans/index.js';
import type { CreatePlanMigrationRequest, MigratedPrice } from './dto/create-plan-migration.request.js';
import { matchPrices } from './match-prices.js';
import type { PricePair } from './plan-migration.entity.js';
import { ReachRepository } from './reach.repository.js';

interface Pairs {
  pairs: PricePair[];
  /** Of the prices that are left. */
  priceIds: bigint[];
}

/** Which price comes in the place of which; what could be nobody's change is a fault of the request. */
@Injectable()
export class ChoosePairs {
  constructor(
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly reach: ReachRepository,
  ) {}

  of(tx: Tx, plan: Plan, request: CreatePlanMigrationRequest, listed: bigint[] | null): Promise<Pairs> {
    const { prices, to_version: version, from_price: only } = request;
    if ((prices === undefined) === (version === undefined)) {
      throw AppError.field('rule_violation', 'to_version', 'must be given, or else `prices`; not both');
    }
    if (prices === undefined) return this.byVersion(tx, plan, version!, only, listed);
    if (only !== undefined) {
      throw AppError.field(
        'rule_violation',
        'from_price',
        'goes with to_version; `prices` names them itself',
      );
    }
    return this.byPrices(tx, plan, prices);
  }

  private async byVersion(
    tx: Tx,
    plan: Plan,
    version: number,
    only: string | undefined,
    listed: bigint[] | null,
  ): Promise<Pairs> {
    if (version !== plan.version) {
      const message = `must be the version that is sold, which is ${plan.version}`;
      throw AppError.field('rule_violation', 'to_version', message);
    }
    const all = await this.prices.findOfPlans(tx, plan.merchantId, [plan.id]);
    if (only !== undefined) requireOlder(only, all, version);
    const inUse = new Set(await this.reach.pricesInUse(tx, plan, version, listed));
    const left = all.filter(
      (price) => (only === undefined ? inUse.has(price.id) : price.publicId === only) && !isOneOff(price),
    );
    const sold = plan.active ? all.filter((price) => price.planVersion === version && price.active) : [];
    const { pairs, faults } = matchPrices(left, sold);
    if (faults.length === 0) return { pairs, priceIds: left.map(({ id }) => id) };
    const errors = faults.map((fault) => ({
      field: 'to_version',
      message: `${fault}; name the pairs in prices`,
    }));
    throw new AppError('rule_violation', errors.map(({ message }) => message).join('; '), errors);
  }

  private async byPrices(tx: Tx, plan: Plan, pairs: MigratedPrice[]): Promise<Pairs> {
    const { merchantId } = plan;
    const named = pairs.flatMap(({ from, to }) => [from, to]);
    const found = await this.prices.findByPublicIds(tx, merchantId, named);
    const plans = await this.plans.findByIds(tx, merchantId, found.map(({ planId }) => planId)); // prettier-ignore
    const errors = pairs.flatMap(({ from, to }, i): FieldFault[] => {
      const [left, comes] = [from, to].map((id) => found.find(({ publicId }) => publicId === id));
      const fault = (field: string, message: string) => [{ field: fieldPath('prices', i, field), message }];
      if (left?.planId !== plan.id) return fault('from', `plan ${plan.publicId} has no price ${from}`);
      if (isOneOff(left)) return fault('from', 'is paid once and cannot be changed');
      if (pairs.findIndex((pair) => pair.from === from) !== i) return fault('from', 'is named twice');
      if (!comes) return fault('to', `there is no price ${to}`);
      const isSold = (of: Plan) => of.active && of.version === comes.planVersion && comes.active;
      if (!isSold(plans.find(({ id }) => id === comes.planId)!))
        return fault('to', `${to} is no longer sold`);
      if (comes.id === left.id) return fault('to', 'is the price that they have');
      if (comes.currency !== left.currency) {
        return fault(
          'to',
          `is in ${comes.currency}; a subscription in ${left.currency} stays in ${left.currency}`,
        );
      }
      return isOneOff(comes) ? fault('to', 'is paid once; something must be paid every period') : [];
    });
    if (errors.length > 0) {
      const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
      throw new AppError('rule_violation', detail, errors);
    }
    const from = new Set(pairs.map((pair) => pair.from));
    const priceIds = found.filter(({ publicId }) => from.has(publicId)).map(({ id }) => id);
    return { pairs: pairs.map(({ from: left, to }) => ({ from: left, to })), priceIds };
  }
}

function requireOlder(publicId: string, prices: readonly Price[], version: number): void {
  const price = prices.find((one) => one.publicId === publicId);
  if (price && price.planVersion < version && !isOneOff(price)) return;
  const message = 'must be a price of this plan, of an earlier version, that is paid every period';
  throw AppError.field('rule_violation', 'from_price', message);
}
