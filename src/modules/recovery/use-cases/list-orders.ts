import { Injectable } from '@nestjs/common';
import { PLAIN_TERMS } from '../../../domain/invoice/terms.js';
import type { BillingInput } from '../../../domain/subscription/billing.js';
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

  /** Of everything that is not over. Interrupted, it is done again from the beginning, and writes nothing twice. */
  async everything(recovery: Recovery): Promise<void> {
    const { merchantId, epochId, gapTo } = recovery;
    const write = await this.writer(recovery, (candidate) =>
      triesPossible(candidate.dueAt, gapTo, recovery.depth),
    );
    for (const which of ['nextTries', 'drafts'] as const) {
      await this.pages(async (tx, page) => {
        const found = await this.candidates[which](tx, merchantId, page);
        await write(tx, found);
        return found.map(({ id }) => id);
      });
    }
    for (const which of ['dueSubscriptions', 'unstarted'] as const) {
      await this.pages(async (tx, page) => {
        const ids = await this.candidates[which](tx, merchantId, page, gapTo);
        await write(tx, await this.lostPeriods(tx, recovery, ids));
        return ids;
      });
    }
    await this.pages(async (tx, page) => {
      const found = await this.candidates.prepared(tx, merchantId, page);
      await this.orders.add(tx, merchantId, found.map(({ id: _row, ...order }) => ({ ...order, afterOrderNo: null, epochId }))); // prettier-ignore
      return found.map(({ id }) => id);
    });
    await this.uow.run((tx) => this.recoveries.markListed(tx, recovery));
  }

  /** After a silence, of a few that were due. */
  async sample(recovery: Recovery): Promise<void> {
    const { merchantId, gapTo } = recovery;
    const write = await this.writer(recovery, () => 1);
    await this.uow.run(async (tx) => {
      await write(tx, await this.candidates.dueTries(tx, merchantId, SAMPLE, gapTo));
      const ids = await this.candidates.longestDueSubscriptions(tx, merchantId, SAMPLE, gapTo);
      const periods = await this.lostPeriods(tx, recovery, ids);
      await write(tx, periods.slice(0, SAMPLE));
      await this.recoveries.markListed(tx, recovery);
    });
  }

  private async writer(
    { merchantId, epochId }: Recovery,
    tries: (candidate: Candidate) => number,
  ): Promise<(tx: Tx, candidates: Candidate[]) => Promise<void>> {
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const secret = this.accounts.orderNoSecret(merchant);
    return async (tx, candidates) => {
      const all = candidates.flatMap((candidate) => ordersOf(secret, candidate, tries(candidate)));
      const known = await this.candidates.known(tx, merchantId, all.map((order) => order.orderNo)); // prettier-ignore
      const lost = all.filter((order) => !known.has(order.orderNo));
      await this.orders.add(tx, merchantId, lost.map((order) => ({ ...order, epochId }))); // prettier-ignore
    };
  }

  /** A transaction a page, so that no snapshot stays open while a million rows are walked. */
  private async pages(
    take: (tx: Tx, page: { afterId: bigint; limit: number }) => Promise<bigint[]>,
  ): Promise<void> {
    for (let afterId = 0n, ids; ; afterId = ids.at(-1)!) {
      ids = await this.uow.run((tx) => take(tx, { afterId, limit: PAGE }));
      if (ids.length < PAGE) return;
    }
  }

  private async lostPeriods(tx: Tx, { merchantId, gapTo }: Recovery, ids: bigint[]): Promise<Candidate[]> {
    const due = await this.subscriptions.findByIds(tx, merchantId, ids);
    const billables = await this.billables.read(tx, merchantId, due);
    return due.flatMap((subscription) => {
      const known = billables.get(subscription.id) ?? { items: [], terms: PLAIN_TERMS };
      return periodsPossible(factsOf(subscription, known), gapTo).map(({ index, start }) => ({
        id: subscription.id,
        subscriptionId: subscription.id,
        owner: subscription.publicId,
        periodIndex: index,
        invoiceId: null,
        invoice: null,
        n: 1,
        dueAt: start,
      }));
    });
  }
}

/** Of a subscription, what decides about its billing. */
export function factsOf(
  subscription: Subscription,
  { items, terms }: Pick<BillingInput, 'items' | 'terms'>,
): BillingInput {
  const [anchor, interval] = [anchorOf(subscription), intervalOf(subscription)];
  return { ...subscription, anchor, interval, items, terms, hasUsableCard: true };
}

function ordersOf(
  secret: string,
  { id: _row, owner, invoice, n: first, ...candidate }: Candidate,
  count: number,
): Omit<NewOrder, 'epochId'>[] {
  const ofTry = (n: number) => orderNo(secret, owner, candidate.periodIndex ?? invoice!, n);
  return Array.from({ length: count }, (_, i) => ({
    ...candidate,
    n: first + i,
    orderNo: ofTry(first + i),
    afterOrderNo: i === 0 ? null : ofTry(first + i - 1),
  }));
}
