import { Injectable } from '@nestjs/common';
import { inquiriesOfLastMinute } from '../../../domain/safeguards/inquiry-bucket.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  BreakersRepository,
  BudgetsRepository,
  type GatewayBreaker,
  HoldsRepository,
  type RequestBudgetDay,
} from '../../safeguards/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
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

  breakers(merchantId: bigint, query: PageQuery): Promise<Page<GatewayBreaker>> {
    return this.uow.read((tx) => this.breakerRows.page(tx, merchantId, toPageRequest(query)));
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
