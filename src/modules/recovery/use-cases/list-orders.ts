import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { BillablesReader } from '../../invoices/index.js';
import { MerchantAccounts, MerchantsRepository } from '../../merchants/index.js';
import {
  anchorOf,
  intervalOf,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { type Candidate, CandidatesRepository } from '../candidates.repository.js';
import { periodsPossible, triesPossible } from '../expected-orders.js';
import type { Recovery } from '../recovery.entity.js';
import { RecoveriesRepository } from '../recoveries.repository.js';
import { type NewOrder, RecoveryOrdersRepository } from '../recovery-orders.repository.js';

const PAGE = 200;
/** Of each kind, after a silence: had the engine lived on elsewhere, nearly all of them would have been charged. */
const SAMPLE = 3;

/** Computes every order number that may have been used in what the database has forgotten. */
@Injectable()
export class ListOrders {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly recoveries: RecoveriesRepository,
    private readonly orders: RecoveryOrdersRepository,
    private readonly candidates: CandidatesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly billables: BillablesReader,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
  ) {}

  /** Of everything that is not over, or of a few that were due. Interrupted, it is done again from the beginning. */
  async execute(recovery: Recovery, extent: 'everything' | 'sample'): Promise<void> {
    const { merchantId, gapTo } = recovery;
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const secret = this.accounts.orderNoSecret(merchant);
    const add = (tx: Tx, orders: NewOrder[]) => this.orders.add(tx, merchantId, orders);
    const tries = (candidate: Candidate) => ordersOf(recovery, secret, candidate, extent);
    const dueUntil = extent === 'sample' ? gapTo : null;

    await this.pages(extent, async (tx, page) => {
      const found = await this.candidates.nextTries(tx, merchantId, page, dueUntil);
      await add(tx, found.flatMap(tries));
      return found.map(({ id }) => id);
    });
    await this.pages(extent, async (tx, page) => {
      const ids = await this.candidates.dueSubscriptions(tx, merchantId, page, gapTo);
      await add(tx, (await this.lostPeriods(tx, recovery, ids)).flatMap(tries));
      return ids;
    });
    if (extent === 'everything') {
      await this.pages(extent, async (tx, page) => {
        const found = await this.candidates.prepared(tx, merchantId, page);
        await add(tx, found.map(({ id: _row, ...order }) => ({ ...order, epochId: recovery.epochId }))); // prettier-ignore
        return found.map(({ id }) => id);
      });
      await this.pages(extent, async (tx, page) => {
        const found = await this.candidates.unopened(tx, merchantId, page);
        await add(tx, found.flatMap(tries));
        return found.map(({ id }) => id);
      });
    }
    await this.uow.run((tx) => this.recoveries.markListed(tx, recovery));
  }

  /** A transaction a page, so that no snapshot stays open while a million rows are walked. */
  private async pages(
    extent: 'everything' | 'sample',
    take: (tx: Tx, page: { afterId: bigint; limit: number }) => Promise<bigint[]>,
  ): Promise<void> {
    const limit = extent === 'sample' ? SAMPLE : PAGE;
    for (let afterId = 0n; ;) {
      const ids = await this.uow.run((tx) => take(tx, { afterId, limit }));
      if (ids.length < limit || extent === 'sample') return;
      afterId = ids.at(-1)!;
    }
  }

  private async lostPeriods(tx: Tx, { merchantId, gapTo }: Recovery, ids: bigint[]): Promise<Candidate[]> {
    const billables = await this.billables.read(tx, merchantId, ids);
    const due = await this.subscriptions.findByIds(tx, merchantId, ids);
    return due.flatMap((subscription) => {
      const items = billables.get(subscription.id)?.items ?? [];
      return periodsPossible(factsOf(subscription, items), gapTo).map(({ index, start }) => ({
        id: subscription.id,
        subscriptionId: subscription.id,
        subscription: subscription.publicId,
        periodIndex: index,
        n: 1,
        dueAt: start,
      }));
    });
  }
}

/** Of a subscription, what decides about its billing. */
export function factsOf(subscription: Subscription, items: Parameters<typeof periodsPossible>[0]['items']) {
  return {
    status: subscription.status,
    anchor: anchorOf(subscription),
    interval: intervalOf(subscription),
    nextPeriodIndex: subscription.nextPeriodIndex,
    trialEnd: subscription.trialEnd,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    items,
    hasUsableCard: true,
  };
}

function ordersOf(
  { epochId, gapTo, depth }: Recovery,
  secret: string,
  { id: _row, subscription, n: first, ...candidate }: Candidate,
  extent: 'everything' | 'sample',
): NewOrder[] {
  const count = extent === 'sample' ? 1 : triesPossible(candidate.dueAt, gapTo, depth);
  return Array.from({ length: count }, (_, i) => ({
    ...candidate,
    epochId,
    n: first + i,
    orderNo: orderNo(secret, subscription, candidate.periodIndex, first + i),
  }));
}
