import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { OpenCharge } from '../../charges/index.js';
import { type Invoice, InvoiceLifecycle, PendingLinesRepository } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type ScheduledChange,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { ApplyItems } from '../apply-items.js';
import { ChangeFactsReader, type ChangeRows } from '../change-facts.js';
import { type ChangeDecision, decideChange } from '../decide-change.js';
import type { ChangeSubscriptionRequest } from '../dto/change-subscription.request.js';
import { Unsettled } from '../unsettled.js';

export interface Changed {
  subscription: Subscription;
  decision: ChangeDecision;
  invoice: Invoice | null;
  scheduled: ScheduledChange | null;
}

/** Other prices or quantities, now or from the next period on. A preview decides the same and saves nothing. */
@Injectable()
export class ChangeSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly facts: ChangeFactsReader,
    private readonly unsettled: Unsettled,
    private readonly applyItems: ApplyItems,
    private readonly schedule: ScheduleBook,
    private readonly lines: PendingLinesRepository,
    private readonly invoices: InvoiceLifecycle,
    private readonly openCharge: OpenCharge,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: ChangeSubscriptionRequest): Promise<Changed> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { rows, decision } = await this.decide(tx, subscription, request, now);
      return this.write(tx, subscription, request, rows, decision, now);
    });
  }

  preview(merchantId: bigint, publicId: string, request: ChangeSubscriptionRequest): Promise<ChangeDecision> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      return (await this.decide(tx, subscription, request, now)).decision;
    });
  }

  private async decide(
    tx: Tx,
    subscription: Subscription,
    { items, when = 'now', proration = 'day' }: ChangeSubscriptionRequest,
    now: Date,
  ): Promise<{ rows: ChangeRows; decision: ChangeDecision }> {
    const rows = await this.facts.read(tx, subscription, items, now);
    const decision = decideChange(rows.facts, { when, proration }, now);
    if ('fault' in decision)
      throw AppError.field(decision.fault.code, decision.fault.field, decision.fault.message);
    if (when === 'now' && proration !== 'none') {
      const what = 'a change of the running period';
      await this.unsettled.refuse(tx, subscription, what);
      await this.unsettled.refuseWhileProrationsWait(tx, subscription, what);
    }
    return { rows, decision };
  }

  private async write(
    tx: Tx,
    subscription: Subscription,
    { when = 'now' }: ChangeSubscriptionRequest,
    { basket, wanted, priceIds }: ChangeRows,
    decision: ChangeDecision,
    now: Date,
  ): Promise<Changed> {
    if (when === 'period_end') {
      const items = wanted.map(({ price, quantity }) => ({ price, quantity: quantity.toString() }));
      const what = { kind: 'items' as const, items };
      const periodIndex = subscription.nextPeriodIndex;
      const scheduled = await this.schedule.plan(tx, subscription, { what, origin: 'request', when: { periodIndex } }, now); // prettier-ignore
      return { subscription, decision, invoice: null, scheduled };
    }
    const { anchor, effectiveAt: at, invoice: draft, prorations } = decision;
    await this.applyItems.execute(tx, subscription, basket, { anchor, at }, now);
    await this.leaveToNextInvoice(tx, subscription, prorations, priceIds, now);
    if (!draft) return { subscription, decision, invoice: null, scheduled: null };
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now, tx, 'change');
    await this.openCharge.automatically(tx, invoice, now);
    return { subscription, decision, invoice, scheduled: null };
  }

  private async leaveToNextInvoice(
    tx: Tx,
    subscription: Subscription,
    lines: ChangeDecision['prorations'],
    priceIds: ReadonlyMap<string, bigint>,
    now: Date,
  ): Promise<void> {
    if (lines.length === 0) return;
    const { merchantId, id } = subscription;
    await this.lines.insertProrations(tx, subscription, lines, priceIds, now);
    await this.subscriptions.addPendingLines(tx, merchantId, id, lines.length);
    subscription.pendingLineCount += lines.length;
  }
}
