import { Injectable } from '@nestjs/common';
import { inquiriesOfLastMinute } from '../../../domain/safeguards/inquiry-bucket.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { GatewayHoldsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  BreakersRepository,
  BudgetsRepository,
  HoldsRepository,
  type RequestBudgetDay,
} from '../../safeguards/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { BreakerView } from '../dto/breaker.response.js';
import type { BudgetView } from '../dto/budget.response.js';
import type { HoldQuery } from '../dto/hold.query.js';
import type { HoldView } from '../dto/hold.response.js';

/** What keeps charges back, and what is left of the day's requests. */
@Injectable()
export class ReadSafeguards {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly budgetRows: BudgetsRepository,
    private readonly breakerRows: BreakersRepository,
    private readonly holdRows: HoldsRepository,
    private readonly gatewayHolds: GatewayHoldsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly clock: MerchantClock,
  ) {}

  budgets(merchantId: bigint, query: PageQuery): Promise<Page<BudgetView>> {
    return this.uow.read(async (tx) => {
      const { rows, nextId } = await this.budgetRows.page(tx, merchantId, toPageRequest(query));
      const now = await this.clock.now(tx, merchantId);
      const buckets = await this.budgetRows.buckets(tx, merchantId);
      const made = new Map(
        buckets.map(({ apiUser, inquiredAt }) => [apiUser, inquiriesOfLastMinute(inquiredAt, now)]),
      );
      const view = (row: RequestBudgetDay) => ({
        id: row.id,
        row,
        inquiriesOfLastMinute: made.get(row.apiUser) ?? 0,
      });
      return { rows: rows.map(view), nextId };
    });
  }

  /** Those that were silent, and after the last of them those that only refuse the merchant's account. */
  breakers(merchantId: bigint, query: PageQuery): Promise<Page<BreakerView>> {
    return this.uow.read(async (tx) => {
      const { rows, nextId } = await this.breakerRows.page(tx, merchantId, toPageRequest(query));
      const now = await this.clock.now(tx, merchantId);
      const holds = await this.gatewayHolds.standing(tx, merchantId, now);
      const silent = new Set(await this.breakerRows.gatewaysOf(tx, merchantId));
      const views = rows.map((breaker) => ({
        id: breaker.id,
        breaker,
        hold: holds.find(({ pgCode }) => pgCode === breaker.pgCode) ?? null,
      }));
      if (nextId !== null) return { rows: views, nextId };
      const others = holds.filter(({ pgCode }) => !silent.has(pgCode));
      return { rows: [...views, ...others.map((hold) => ({ id: 0n, breaker: null, hold }))], nextId };
    });
  }

  holds(merchantId: bigint, query: HoldQuery): Promise<Page<HoldView>> {
    return this.uow.read(async (tx) => {
      const openOnly = query.show === 'open';
      const { rows, nextId } = await this.holdRows.page(tx, merchantId, openOnly, toPageRequest(query));
      const ids = rows.flatMap(({ subscriptionId }) => subscriptionId ?? []);
      const named = await this.subscriptions.findByIds(tx, merchantId, ids);
      const names = new Map(named.map(({ id, publicId }) => [id, publicId]));
      const now = await this.clock.now(tx, merchantId);
      const view = (hold: (typeof rows)[number]): HoldView => ({
        id: hold.id,
        hold,
        subscription: hold.subscriptionId === null ? null : names.get(hold.subscriptionId)!,
        now,
      });
      return { rows: rows.map(view), nextId };
    });
  }
}
