import { Injectable } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AfterRefusal } from './after-refusal.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { isOver } from './decide-attempt.js';
import { DeclineOfCard } from './decline-of-card.js';
import { Dunning } from './dunning.js';
import { EndOfPage } from './end-of-page.js';
import type { GatewayOutcome } from './gateway-outcome.js';
import { GiveToHuman, troubleOf } from './give-to-human.js';
import { withinLadder } from './ladder-view.js';
import { keptTrouble, whyForPerson } from './never-sent.js';
import { obstacleOf } from './obstructed.js';
import { ofSubscription, type SettledBy, type SettlementContext } from './settlement-context.js';
import { StopCollection } from './stop-collection.js';
import { after, FIRST_LOOK_MINUTES, LATE_LOOKS_HOURS, RETRY_SPACING_HOURS } from './waits.js';

type Negative = Exclude<GatewayOutcome, { kind: 'succeeded' | 'authorized' }>;

/**
 * What a bank means that was asked twice for an invoice and never answered. Once is a bad hour of the bank's,
 * and held against nobody; for ever it would be a charge a day, and a product used without payment.
 */
const SILENT_BANK = {
  class: 'soft',
  code: null,
  isNotUnderstood: true,
  message: 'the bank gives no answer, and no money moved',
} as const;

/** No money arrived, or nobody knows yet. */
@Injectable()
export class SettleNegative {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly endOfPage: EndOfPage,
    private readonly dunning: Dunning,
    private readonly declineOfCard: DeclineOfCard,
    private readonly afterRefusal: AfterRefusal,
    private readonly giveToHuman: GiveToHuman,
    private readonly stopCollection: StopCollection,
  ) {}

  async apply(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    outcome: Negative,
    by: SettledBy,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'declined':
        return this.declined(tx, context, status, outcome, by);
      case 'refused':
        return this.refused(tx, context, status, outcome.message, by);
      case 'unsent':
        return this.unsent(tx, context, status, outcome, by);
      case 'unpaid':
      case 'resolved_unpaid':
        return this.unpaid(tx, context, status, outcome, by);
      case 'unknown':
        return this.unknown(tx, context, status, outcome);
      case 'fenced':
        return this.fenced(tx, context, status, outcome);
      case 'to_human':
        return this.giveToHuman.apply(tx, context, status, outcome.reason);
      case 'late_doubt':
        return this.giveToHuman.applyLate(tx, context, status, outcome.reason);
    }
  }

  private async declined(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    { decline: said, card = null }: Extract<Negative, { kind: 'declined' }>,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, now } = context;
    const decline = await this.declineOfCard.judge(tx, attempt, said, card);
    await this.close(tx, context, status, by, {
      declineClass: decline.class,
      declineCode: decline.code,
      declineNotUnderstood: decline.isNotUnderstood === true,
      declineMessage: decline.message.slice(0, 500),
      declineAdvice: decline.adviceCode ?? null,
      nextCheckAt: after(context, { hours: LATE_LOOKS_HOURS[0] }),
    });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.declined', now, {
      decline: { class: decline.class, code: decline.code, message: decline.message },
    });
    await this.declineOfCard.obey(tx, context, decline, card);
    if (attempt.kind === 'cit') await this.endOfPage.apply(tx, context);
    else if (isCollecting(context))
      await this.dunning.afterDecline(tx, ofSubscription(context), decline, 'attempt_declined_retry');
  }

  private async refused(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    reason: string,
    by: SettledBy,
  ) {
    const { attempt, now } = context;
    await this.close(tx, context, status, by, { nextCheckAt: lateLook(context), trouble: troubleOf(reason) });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.rejected', now, { reason });
    if (attempt.kind === 'cit' || !isCollecting(context)) return;
    return this.afterRefusal.apply(tx, context, reason);
  }

  private async unsent(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    { reason, retryAfterSeconds, isObstructed = false }: Extract<Negative, { kind: 'unsent' }>,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, charge, now } = context;
    const trouble = keptTrouble(attempt, isObstructed ? obstacleOf(reason) : troubleOf(reason));
    await this.close(tx, context, status, by, { nextCheckAt: lateLook(context), trouble });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.abandoned', now, { reason });
    if (attempt.kind === 'cit') {
      if (attempt.sessionId !== null) await this.endOfPage.apply(tx, context);
      return;
    }
    if (!isCollecting(context)) return;
    const tries = await this.attempts.ofInvoice(tx, attempt.merchantId, attempt.invoiceId);
    const whole = whyForPerson(tries, reason, context);
    if (whole !== null) {
      await this.chargeLifecycle.apply(tx, charge, 'block', now);
      return this.chargeLifecycle.tell(tx, charge, 'charge.blocked', now, { reason: whole });
    }
    const backoff = Math.min(3600, 60 * 2 ** Math.min(charge.attemptsMade - 1, 6));
    const at = after(context, { seconds: retryAfterSeconds ?? backoff });
    const plan = withinLadder(charge, { at, reason }, now);
    await this.chargeLifecycle.apply(tx, charge, 'attempt_unsent', now, {}, plan);
  }

  private async unpaid(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    { kind, reason }: Extract<Negative, { kind: 'unpaid' | 'resolved_unpaid' }>,
    by: SettledBy,
  ) {
    const { attempt, charge, invoice, now } = context;
    await this.close(tx, context, status, by, {
      nextCheckAt: after(context, { hours: LATE_LOOKS_HOURS[0] }),
    });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.abandoned', now, { reason });
    if (attempt.kind === 'cit')
      return this.endOfPage.apply(tx, context, { byPerson: kind === 'resolved_unpaid' });
    // Blocked is what a manual attempt makes of its charge; a person has just ended that.
    const isBlocked = charge.status === 'blocked';
    if (!isCollecting(context) && !isBlocked) return;
    // A cancel does not wait for a person: what they decide after it is collected no more.
    if (isBlocked && isOver(ofSubscription(context).subscription, invoice))
      return this.stopCollection.end(tx, charge, now, reason);
    if (!isBlocked && (await this.isBankSilent(tx, context))) {
      return this.dunning.afterDecline(tx, ofSubscription(context), SILENT_BANK, 'attempt_declined_retry');
    }
    const earliest = after(context, { hours: RETRY_SPACING_HOURS }, attempt.sentAt ?? now);
    const plan = withinLadder(charge, { at: earliest < now ? now : earliest, reason }, now);
    await this.chargeLifecycle.apply(tx, charge, isBlocked ? 'unblock' : 'attempt_unsent', now, {}, plan);
  }

  /**
   * Whether another charge for the invoice had to be fenced and was found unpaid. Held against the card that was
   * charged: one that the customer has given meanwhile is tried a day after the last, as after the first silence.
   */
  private async isBankSilent(tx: Tx, context: SettlementContext): Promise<boolean> {
    const { merchantId, invoiceId, n } = context.attempt;
    const all = await this.attempts.ofInvoice(tx, merchantId, invoiceId);
    const wasBefore = all.some((one) => one.n < n && one.status === 'abandoned' && one.fencedAt !== null);
    return wasBefore && !(await this.dunning.hasNewCard(tx, ofSubscription(context)));
  }

  private async unknown(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    { trouble }: Extract<Negative, { kind: 'unknown' }>,
  ): Promise<void> {
    const { attempt, now } = context;
    const nextCheckAt = after(context, { minutes: FIRST_LOOK_MINUTES });
    await this.change(tx, attempt, { status, trouble, nextCheckAt, checks: 0 });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.unknown', now, {
      reason: trouble.message,
      ask_again_at: nextCheckAt.toISOString(),
    });
  }

  private async fenced(
    tx: Tx,
    { attempt, now }: SettlementContext,
    status: AttemptState,
    { reason, checkAgainAt }: Extract<Negative, { kind: 'fenced' }>,
  ): Promise<void> {
    await this.change(tx, attempt, { status, fencedAt: now, nextCheckAt: checkAgainAt, checks: 0 });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.fenced', now, { reason });
  }

  private close(
    tx: Tx,
    { attempt, now }: SettlementContext,
    status: AttemptState,
    by: SettledBy,
    patch: Partial<Attempt>,
  ) {
    const closed = { status, settledBy: by, resolvedAt: now, unpaidAt: attempt.unpaidAt ?? now, checks: 0 };
    return this.change(tx, attempt, { ...patch, ...closed });
  }

  private async change(tx: Tx, attempt: Attempt, patch: Partial<Attempt>): Promise<void> {
    await this.attempts.update(tx, attempt.merchantId, attempt.id, patch);
    Object.assign(attempt, patch);
  }
}

/**
 * When what ended without money is looked at once more: where it was refused or never sent as far as we know, the
 * platform may know better. A session that was never opened cannot be looked at.
 */
function lateLook(context: SettlementContext): Date | null {
  return context.attempt.sessionId === null ? null : after(context, { hours: LATE_LOOKS_HOURS[0] });
}

/** A charge that was settled, canceled or given up meanwhile is not moved by a late "no". */
function isCollecting({ charge }: SettlementContext): boolean {
  return charge.status === 'processing';
}
