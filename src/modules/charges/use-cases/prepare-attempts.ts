import { Injectable, Logger } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantAccounts, MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { decideAttempt } from '../decide-attempt.js';
import { Dunning } from '../dunning.js';
import { later, MAX_FAILURES } from '../waits.js';

/**
 * Phase A of charging: claims charges whose time has come and writes their attempts ahead, in one
 * transaction. A charge that throws is counted alone; the rest of the batch goes on.
 */
@Injectable()
export class PrepareAttempts {
  private readonly logger = new Logger(PrepareAttempts.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly dunning: Dunning,
  ) {}

  /** The attempts written; `claimed` also counts charges that were postponed or given up. */
  async execute(scope: TimeScope, now: Date, owner: string, limit: number): Promise<{ claimed: number; attempts: Attempt[] }> {
    const result = await this.uow.run(async (tx) => {
      const due = await this.charges.claimAttemptsDue(tx, scope, now, limit);
      const attempts: Attempt[] = [];
      for (const charge of due) {
        const attempt = await this.alone(tx, charge, now, owner);
        if (attempt) attempts.push(attempt);
      }
      return { claimed: due.length, attempts };
    });
    if (result.attempts.length > 0) crashpoint('after-claim');
    return result;
  }

  /** Inside a savepoint, so that one poisoned row does not take the batch with it. */
  private async alone(tx: Tx, charge: Charge, now: Date, owner: string): Promise<Attempt | null> {
    try {
      return await tx.transaction((inner) => this.prepare(inner, charge, now, owner));
    } catch (error) {
      this.logger.error({ err: error, charge_id: charge.publicId }, 'Preparing an attempt failed');
      const failures = charge.processingFailures + 1;
      const reason = `preparing failed: ${(error as Error).message.slice(0, 300)}`;
      if (failures < MAX_FAILURES) {
        const plan = { action: 'attempt' as const, at: later(now, { minutes: 2 ** failures }), reason };
        await this.lifecycle.postpone(tx, charge, plan, now, { processingFailures: failures });
      } else {
        await this.lifecycle.apply(tx, charge, 'block', now, { processingFailures: failures });
        await this.lifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
      }
      return null;
    }
  }

  private async prepare(tx: Tx, charge: Charge, now: Date, owner: string): Promise<Attempt | null> {
    const { merchantId, subscriptionId } = charge;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const subscription = (await this.subscriptions.findById(tx, merchantId, subscriptionId))!;
    const agreement = await this.agreements.findBySubscription(tx, merchantId, subscriptionId);
    const card = subscription.cardId === null ? null : await this.cards.findById(tx, merchantId, subscription.cardId);
    const lastSentAt = await this.attempts.lastSentAt(tx, merchantId, subscriptionId);
    const decision = decideAttempt({ subscription, agreement, card, lastSentAt, now });
    if (decision.kind === 'postpone') {
      await this.lifecycle.postpone(tx, charge, { action: 'attempt', at: decision.at, reason: decision.reason }, now);
      return null;
    }
    const [invoice] = await this.invoices.findByIds(tx, merchantId, [charge.invoiceId]);
    if (decision.kind === 'cannot') {
      const context = { merchant, subscription, charge, invoice: invoice!, now };
      const decline = { class: 'card_problem' as const, code: null, message: decision.reason };
      await this.dunning.afterDecline(tx, context, decline, null);
      return null;
    }
    const n = charge.attemptsMade + 1;
    const attempt = await this.attempts.insert(tx, {
      merchantId,
      chargeId: charge.id,
      invoiceId: charge.invoiceId,
      subscriptionId,
      customerId: charge.customerId,
      n,
      kind: 'mit',
      status: attemptMachine.initial,
      orderNo: orderNo(this.accounts.orderNoSecret(merchant), subscription.publicId, invoice!.periodIndex, n),
      currency: charge.currency,
      amountMinor: charge.amountMinor,
      cardId: decision.card.id,
      pgCode: decision.card.pgCode,
      agreementId: decision.agreement.id,
      owner,
      preparedAt: now,
      nextCheckAt: later(now, { minutes: 5 }),
    });
    await this.lifecycle.apply(tx, charge, 'attempt_opened', now, { attemptsMade: n, processingFailures: 0 });
    await this.lifecycle.tellAttempt(tx, attempt, 'attempt.prepared', now, {
      card: { brand: decision.card.brand, last_four: decision.card.lastFour },
    });
    return attempt;
  }
}
