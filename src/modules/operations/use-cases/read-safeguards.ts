import { Injectable } from '@nestjs/common';
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

  budgets(merchantId: bigint, query: PageQuery): Promise<Page<RequestBudgetDay>> {
    return this.uow.read((tx) => this.budgetRows.page(tx, merchantId, toPageRequest(query)));
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
