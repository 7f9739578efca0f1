import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../../domain/invoice/build-invoice.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { GiveUnusedCredit } from '../../changes/index.js';
import { AttemptsRepository } from '../../charges/index.js';
import { Foretell, MONTHS_TO_NEXT, type ToCome } from '../../insights/index.js';
import { BillablesReader, lastBill } from '../../invoices/index.js';
import {
  afterTransition,
  type CancelSubscriptionRequest,
  decideCancel,
  type Subscription,
} from '../../subscriptions/index.js';
import { type ActPreview, actPreview, NOTHING_MORE } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What a cancel would give back, and what is billed before it and after it. */
@Injectable()
export class PreviewCancel {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly unusedCredit: GiveUnusedCredit,
    private readonly billables: BillablesReader,
    private readonly attempts: AttemptsRepository,
    private readonly foretell: Foretell,
  ) {}

  execute(merchantId: bigint, publicId: string, request: CancelSubscriptionRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { at } = decideCancel(request, subscription, now);
      return request.when === 'now'
        ? this.atOnce(tx, subscription, now, request.credit === true)
        : this.later(tx, subscription, request, at);
    });
  }

  private async atOnce(tx: Tx, subscription: Subscription, now: Date, credit: boolean): Promise<ActPreview> {
    const { merchantId, id } = subscription;
    const given = credit ? await this.unusedCredit.decide(tx, subscription, now) : null;
    const balance = await this.foretell.balanceOf(tx, subscription);
    const waits = await this.attempts.isAwaited(tx, merchantId, id);
    const after = afterTransition(subscription, 'cancel', now);
    const last = waits ? null : await this.last(tx, after);
    const known = {
      subscription: waits ? subscription : after,
      effectiveAt: now,
      given: given?.draft ?? null,
    };
    return actPreview({ ...known, last, waits }, { forecast: NOTHING_MORE, ...balance, now }, 0);
  }

  private async last(tx: Tx, after: Subscription): Promise<InvoiceDraft | null> {
    if (after.finalBillAt === null) return null;
    const { merchantId, id } = after;
    return lastBill(after, (await this.billables.read(tx, merchantId, [after])).get(id));
  }

  /**
   * Periods that begin before it are billed as ever. What is unused of the running one is told as what the act gives; of a
   * later one, or where a change comes first, it is among what is foretold, behind the invoice that will have charged it.
   */
  private async later(
    tx: Tx,
    subscription: Subscription,
    { when, reason = 'asked for over the API', credit }: CancelSubscriptionRequest,
    at: Date,
  ): Promise<ActPreview> {
    const isAtEnd = when === 'period_end';
    const as = { ...subscription, cancelAtPeriodEnd: isAtEnd, cancelReason: reason };
    const { currentPeriodEnd: end, nextChangeAt: change } = subscription;
    const isPaidNow = end !== null && at < end && (change === null || at <= change);
    const what = { kind: 'cancel' as const, reason, credit: credit === true && !isPaidNow };
    // One cancel takes the place of another.
    const revise = (pending: readonly ToCome[]) => [
      ...pending.filter(({ what: { kind } }) => kind !== 'cancel'),
      ...(isAtEnd ? [] : [{ what, at, periodIndex: null, consent: null }]),
    ];
    const facts = await this.foretell.facts(tx, as, { revise });
    const view = await this.foretell.view(tx, as, facts, MONTHS_TO_NEXT);
    const given = credit === true && isPaidNow ? await this.unusedCredit.foresee(tx, subscription, at) : null;
    const known = { subscription: afterTransition(as, 'cancel', at, {}), effectiveAt: at, given };
    return actPreview(known, view, facts.billables.reviewHours);
  }
}
