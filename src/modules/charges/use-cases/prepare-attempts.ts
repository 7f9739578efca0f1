import { Injectable, Logger } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { type AttemptDecision, decideAttempt } from '../decide-attempt.js';
import { after, later, MAX_FAILURES, type Moment } from '../waits.js';
import { FinishWithoutAttempt, type Unchargeable } from './finish-without-attempt.js';

type Prepared = { attempt: Attempt } | { unchargeable: Unchargeable } | null;

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
    private readonly clock: MerchantClock,
    private readonly finishWithoutAttempt: FinishWithoutAttempt,
    private readonly epochs: EpochGate,
  ) {}

  /** The attempts written; `claimed` also counts charges that were postponed or cannot be charged. */
  async execute(
    scope: TimeScope,
    now: Date,
    owner: string,
    limit: number,
  ): Promise<{ claimed: number; attempts: Attempt[] }> {
    const prepared = await this.uow.run(async (tx) => {
      const all: Prepared[] = [];
      if (!(await this.epochs.allowsMoney(tx))) return all;
      for (const charge of await this.charges.claimAttemptsDue(tx, scope, now, limit)) {
        all.push(await this.alone(tx, charge, now, owner));
      }
      return all;
    });
    for (const entry of prepared) {
      if (entry && 'unchargeable' in entry) await this.finishWithoutAttempt.execute(entry.unchargeable, now);
    }
    const attempts = prepared.flatMap((entry) => (entry && 'attempt' in entry ? [entry.attempt] : []));
    if (attempts.length > 0) crashpoint('after-claim');
    return { claimed: prepared.length, attempts };
  }

  /** Inside a savepoint, so that one poisoned row does not take the batch with it. */
  private async alone(tx: Tx, charge: Charge, now: Date, owner: string): Promise<Prepared> {
    try {
      return await tx.transaction((inner) => this.prepare(inner, charge, now, owner));
    } catch (error) {
      this.logger.error({ err: error, charge_id: charge.publicId }, 'Preparing an attempt failed');
      await this.countFailure(tx, charge, error as Error, now);
      return null;
    }
  }

  private async countFailure(tx: Tx, charge: Charge, error: Error, now: Date): Promise<void> {
    const processingFailures = charge.processingFailures + 1;
    const reason = `preparing failed: ${error.message.slice(0, 300)}`;
    if (processingFailures < MAX_FAILURES) {
      const plan = {
        action: 'attempt' as const,
        at: after(await this.momentOf(tx, charge, now), { minutes: 2 ** processingFailures }),
        reason,
      };
      return this.lifecycle.postpone(tx, charge, plan, now, { processingFailures });
    }
    await this.lifecycle.apply(tx, charge, 'block', now, { processingFailures });
    await this.lifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
  }

  private async prepare(tx: Tx, charge: Charge, now: Date, owner: string): Promise<Prepared> {
    const decision = await this.decide(tx, charge, now);
    switch (decision.kind) {
      case 'postpone': {
        const plan = { action: 'attempt' as const, at: decision.at, reason: decision.reason };
        await this.lifecycle.postpone(tx, charge, plan, now);
        return null;
      }
      case 'cannot':
      case 'over':
        return { unchargeable: { charge, decision } };
      case 'attempt':
        return { attempt: await this.writeAhead(tx, charge, decision, now, owner) };
    }
  }

  private async decide(tx: Tx, charge: Charge, now: Date): Promise<AttemptDecision> {
    const { merchantId, subscriptionId } = charge;
    const subscription = (await this.subscriptions.findById(tx, merchantId, subscriptionId))!;
    const { cardId } = subscription;
    return decideAttempt({
      subscription,
      agreement: await this.agreements.findBySubscription(tx, merchantId, subscriptionId),
      card: cardId === null ? null : await this.cards.findById(tx, merchantId, cardId),
      lastSentAt: await this.attempts.lastSentAt(tx, merchantId, subscriptionId),
      cardTries:
        cardId === null
          ? []
          : await this.attempts.triesOfCard(tx, merchantId, cardId, later(now, { days: -30 })),
      ...(await this.momentOf(tx, charge, now)),
    });
  }

  /** At the instant of this round, which may lie a moment back. */
  private async momentOf(tx: Tx, { merchantId }: Charge, now: Date): Promise<Moment> {
    return { ...(await this.clock.moment(tx, merchantId)), now };
  }

  private async writeAhead(
    tx: Tx,
    charge: Charge,
    { card, agreement }: Extract<AttemptDecision, { kind: 'attempt' }>,
    now: Date,
    owner: string,
  ): Promise<Attempt> {
    const { merchantId, subscriptionId, invoiceId, customerId, currency, amountMinor } = charge;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const subscription = (await this.subscriptions.findById(tx, merchantId, subscriptionId))!;
    const [invoice] = await this.invoices.findByIds(tx, merchantId, [invoiceId]);
    const n = charge.attemptsMade + 1;
    const secret = this.accounts.orderNoSecret(merchant);
    const attempt = await this.attempts.insert(tx, {
      merchantId,
      chargeId: charge.id,
      invoiceId,
      subscriptionId,
      customerId,
      n,
      kind: 'mit',
      status: attemptMachine.initial,
      orderNo: orderNo(secret, subscription.publicId, invoice!.periodIndex, n),
      currency,
      amountMinor,
      cardId: card.id,
      pgCode: card.pgCode,
      agreementId: agreement.id,
      owner,
      preparedAt: now,
      nextCheckAt: after(await this.momentOf(tx, charge, now), { minutes: 5 }),
    });
    await this.lifecycle.apply(tx, charge, 'attempt_opened', now, { attemptsMade: n, processingFailures: 0 });
    const shown = { brand: card.brand, last_four: card.lastFour };
    await this.lifecycle.tellAttempt(tx, attempt, 'attempt.prepared', now, { card: shown });
    return attempt;
  }
}
