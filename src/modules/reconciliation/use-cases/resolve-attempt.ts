import { Injectable } from '@nestjs/common';
import { isOpenAttempt } from '../../../domain/charge/attempt-states.js';
import type { CallClass } from '../../../domain/safeguards/request-budget.js';
import { isOfOurBudget, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import {
  after,
  amountOfAttempt,
  type Attempt,
  AttemptContext,
  AttemptLeases,
  AttemptSession,
  AttemptsRepository,
  type GatewayOutcome,
  judgeLook,
  type Moment,
  type PayerContext,
  type SettledBy,
  SettleCharge,
  STALE_LOOK_MS,
  troubleOf,
  type Verdict,
} from '../../charges/index.js';
import { AskingRefusals, MerchantClock } from '../../merchants/index.js';
import { PaymentMethodsRepository } from '../../payment-methods/index.js';
import { afterClosing, afterFailedClosing, notClosed } from '../after-closing.js';
import { afterInquiry } from '../after-inquiry.js';
import { nextStep } from '../next-step.js';
import { askAgain, type Step } from '../steps.js';
import { FetchCard } from './fetch-card.js';
import { FindSession } from './find-session.js';
import { InquireAttempt } from './inquire-attempt.js';
import { TellOfSearch } from './tell-of-search.js';

/** How urgent a look is, where it is not about money under way. */
const URGENCY: Partial<Record<Attempt['status'], CallClass>> = {
  // The customer was just at the page and waits for the product.
  ready: 'interactive',
  // Settled, and looked at once more; nothing is lost if that happens tomorrow.
  declined: 'housekeeping',
  abandoned: 'housekeeping',
  rejected: 'housekeeping',
  manual: 'housekeeping',
};

/** A look, and when it was made, by the clock that only goes forward. */
interface Seen {
  verdict: Verdict;
  at: number;
}

/** Finds out what became of one attempt, by asking; never by guessing. */
@Injectable()
export class ResolveAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly attempts: AttemptsRepository,
    private readonly leases: AttemptLeases,
    private readonly tell: TellOfSearch,
    private readonly clock: MerchantClock,
    private readonly fetchCard: FetchCard,
    private readonly sessions: AttemptSession,
    private readonly findSession: FindSession,
    private readonly inquireAttempt: InquireAttempt,
    private readonly settle: SettleCharge,
    private readonly epochs: EpochGate,
    private readonly refusals: AskingRefusals,
    private readonly methods: PaymentMethodsRepository,
    private readonly realTime: Clock,
    private readonly waits: Waits,
  ) {}

  async execute(attempt: Attempt): Promise<void> {
    if (attempt.status === 'succeeded') return this.fetchCard.forPaid(attempt);
    const payer = await this.contexts.of(attempt);
    const moment = await this.uow.read((tx) => this.clock.moment(tx, attempt.merchantId));
    const lookedAt = this.realTime.monotonicMs();
    const verdict = await this.look(attempt, payer, moment);
    const next = nextStep(attempt, verdict, moment, await this.gatewayOf(attempt));
    const step = await this.unlessHeld(attempt, next, moment);
    await this.take(attempt, payer, step, { verdict, at: lookedAt }, moment);
    await this.uow.read((tx) => this.leases.release(tx, attempt));
  }

  /**
   * What was prepared, or a page that was open, when the copy of a restored database was made may have been sent
   * or paid, perhaps on another session, since. Until that is found out only a success is believed.
   */
  private async unlessHeld(attempt: Attempt, step: Step, moment: Moment): Promise<Step> {
    const isUnsure = attempt.status === 'prepared' || attempt.status === 'ready';
    const isNegative = step.do === 'expire' || (step.do === 'settle' && step.outcome.kind !== 'succeeded');
    if (!isUnsure || !isNegative) return step;
    if (await this.uow.read((tx) => this.epochs.allowsMoney(tx))) return step;
    return { do: 'wait', at: after(moment, { minutes: 5 }) };
  }

  private async take(
    attempt: Attempt,
    payer: PayerContext,
    step: Step,
    seen: Seen,
    moment: Moment,
  ): Promise<void> {
    switch (step.do) {
      case 'settle':
        return this.enter(attempt, payer, step.outcome, 'look', moment);
      case 'expire':
        return this.expire(attempt, payer, step.settled, seen, moment);
      case 'warn':
        return this.tell.holdEnding(attempt, step.at, moment);
      case 'inquire':
        return this.inquire(attempt, payer, seen.verdict, moment);
      case 'doubt':
        return this.doubt(attempt, step);
      case 'wait':
        return this.schedule(attempt, step.at);
      case 'rest':
        return this.schedule(attempt, null);
    }
  }

  /** Asked where it decides whether there is anything to ask. */
  private async gatewayOf(attempt: Attempt): Promise<string | null> {
    return attempt.status === 'fenced' ? this.processorOf(attempt) : null;
  }

  private processorOf({ merchantId, pgCode }: Attempt): Promise<string | null> {
    return this.uow.read((tx) => this.methods.processorOf(tx, merchantId, pgCode));
  }

  private async look(
    attempt: Attempt,
    { account, merchant }: PayerContext,
    moment: Moment,
  ): Promise<Verdict> {
    // Without a session nothing could be paid; nextStep knows what that means for each state.
    if (attempt.sessionId === null) return { kind: 'closed', decline: null };
    const callClass = URGENCY[attempt.status] ?? 'inquiry';
    const answer = await this.sessions.read(attempt, { ...account, callClass });
    await this.tell.asked(attempt, answer);
    await this.refusals.heard(merchant, answer, attempt.status);
    const told =
      answer.kind === 'not_found' && isOpenAttempt(attempt.status)
        ? await this.findSession.execute(attempt, account, answer, moment)
        : answer;
    return judgeLook(told, { orderNo: attempt.orderNo, amount: amountOfAttempt(attempt) });
  }

  private async enter(
    attempt: Attempt,
    payer: PayerContext,
    outcome: GatewayOutcome,
    by: SettledBy,
    moment: Moment,
  ): Promise<void> {
    const settled = await this.settle.execute(attempt, await this.withCard(attempt, payer, outcome), by);
    // What said nothing new must not be asked again at every tick.
    const { status, nextCheckAt } = settled;
    if (status !== 'succeeded' && nextCheckAt !== null && nextCheckAt <= moment.now) {
      await this.schedule(settled, after(moment, { hours: 1 }));
    }
  }

  /** A first payment brings its card along, so that subscription and card are on file in one step. */
  private async withCard(
    attempt: Attempt,
    payer: PayerContext,
    outcome: GatewayOutcome,
  ): Promise<GatewayOutcome> {
    if (outcome.kind !== 'succeeded' || attempt.kind !== 'cit' || outcome.payment.card !== null)
      return outcome;
    return { kind: 'succeeded', payment: { ...outcome.payment, card: await this.fetchCard.another(payer) } };
  }

  private async expire(
    attempt: Attempt,
    payer: PayerContext,
    proven: GatewayOutcome,
    seen: Seen,
    moment: Moment,
  ): Promise<void> {
    const result = await this.gateway.expireSession(
      payer.account,
      { sessionId: attempt.sessionId! },
      `${attempt.publicId}-expire`,
    );
    if (result.kind !== 'expired') {
      const gateway = await this.processorOf(attempt);
      const step = afterFailedClosing(attempt, seen.verdict, gateway, notClosed(result), moment);
      await this.take(attempt, payer, step, seen, moment);
      // Afterwards: the reason that is kept is the one by which it is known to be told.
      if (result.kind === 'unauthorized') await this.tell.closingForbidden(attempt, result, moment);
      return;
    }
    if (proven.kind !== 'unsent') return this.enter(attempt, payer, proven, 'look', moment);
    const isStale = this.realTime.monotonicMs() - seen.at > this.waits.ms(STALE_LOOK_MS);
    const again = attempt.kind === 'mit' || isStale ? null : await this.look(attempt, payer, moment);
    await this.take(attempt, payer, afterClosing(attempt, proven, again, isStale, moment), seen, moment);
  }

  private async inquire(attempt: Attempt, payer: PayerContext, seen: Verdict, moment: Moment): Promise<void> {
    const by = { sessionId: attempt.sessionId! };
    const answer = await this.inquireAttempt.execute(attempt, payer.account, by, moment);
    const verdict = judgeLook(answer, { orderNo: attempt.orderNo, amount: amountOfAttempt(attempt) });
    const isUnasked = verdict.kind === 'unreadable' && isOfOurBudget(answer);
    const step =
      isUnasked && attempt.status === 'fenced'
        ? askAgain(attempt, verdict.retryAfterSeconds, verdict.reason, moment)
        : afterInquiry(attempt, verdict, seen, moment);
    if (step.do === 'settle') return this.enter(attempt, payer, step.outcome, 'inquiry', moment);
    if (step.do === 'doubt') return this.doubt(attempt, step);
    if (step.do === 'wait') return this.schedule(attempt, step.at);
  }

  /** One that was sent is unknown from then on, as after any answer that is not believed: see askAgain. */
  private async doubt(attempt: Attempt, { reason, at }: Extract<Step, { do: 'doubt' }>): Promise<void> {
    await this.uow.read((tx) => this.attempts.noteContradiction(tx, attempt, reason));
    if (attempt.status !== 'sent') return this.schedule(attempt, at);
    const unknown = { kind: 'unknown', trouble: troubleOf(reason) } as const;
    return this.schedule(await this.settle.execute(attempt, unknown, 'look'), at);
  }

  private schedule(attempt: Attempt, nextCheckAt: Date | null): Promise<void> {
    return this.uow.read((tx) => this.attempts.scheduleCheck(tx, attempt, nextCheckAt));
  }
}
