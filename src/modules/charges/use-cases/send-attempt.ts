import { Injectable, Logger } from '@nestjs/common';
import {
  type ChargeAnswer,
  type CreateSessionResult,
  PaymentGateway,
  type Trouble,
} from '../../../gateway/payment-gateway.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { ChargingSwitch, MerchantClock } from '../../merchants/index.js';
import { GatewayBreakers, RequestBudgets } from '../../safeguards/index.js';
import { amountOfAttempt, AttemptContext, type PayerContext } from '../attempt-context.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptLeases } from '../attempt-leases.repository.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { GatewayOutcome } from '../gateway-outcome.js';
import { judgeLook } from '../judge-look.js';
import { sendingFailed } from '../never-sent.js';
import { SettleCharge } from '../settle-charge.js';
import { CloseEarlierSessions } from './close-earlier-sessions.js';
import { CommitToSend } from './commit-to-send.js';
import type { PreparedAttempt } from './prepare-attempts.js';

/**
 * Phases B and C: opens the session, commits to sending, charges at most once, settles. Whatever happens
 * in between, the row says enough for the sweep to find out what became of the money.
 */
@Injectable()
export class SendAttempt {
  private readonly logger = new Logger(SendAttempt.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly leases: AttemptLeases,
    private readonly commitToSend: CommitToSend,
    private readonly chargingSwitch: ChargingSwitch,
    private readonly merchantClock: MerchantClock,
    private readonly closeEarlier: CloseEarlierSessions,
    private readonly settle: SettleCharge,
    private readonly breakers: GatewayBreakers,
    private readonly budgets: RequestBudgets,
    private readonly attempts: AttemptsRepository,
  ) {}

  async execute({ attempt, payer: prepared }: PreparedAttempt): Promise<void> {
    const payer = ofCharge(prepared);
    const obstacle = await this.closeEarlier.execute(attempt, payer.account);
    if (obstacle) {
      this.budgets.withdrawPromise(attempt.merchantId);
      const { reason, retryAfterSeconds } = obstacle;
      await this.finish(attempt, {
        kind: 'unsent',
        reason,
        isObstructed: true,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      });
      return this.closeEarlier.giveToHuman(obstacle);
    }
    crashpoint('before-session');
    const session = await this.gateway.createSession(
      payer.account,
      this.contexts.sessionRequest(payer, {
        purpose: 'charge_saved_card',
        amount: amountOfAttempt(attempt),
        orderNo: attempt.orderNo,
        pgCode: attempt.pgCode,
      }),
    );
    crashpoint('after-session');
    if (session.kind === 'created') return this.charge(attempt, payer, session.sessionId);
    if (session.kind === 'unauthorized') await this.stopCharging(payer, session.message);
    return this.finish(attempt, withoutSession(session));
  }

  /** It threw: its row stays as it is, since the money call may have gone out, and says what happened. */
  async failed({ attempt }: PreparedAttempt, error: Error): Promise<void> {
    await this.uow.run((tx) => this.attempts.noteTrouble(tx, attempt, sendingFailed(error)));
  }

  private async charge(attempt: Attempt, payer: PayerContext, sessionId: string): Promise<void> {
    const sendBeforeMs = await this.commitToSend.execute(attempt, sessionId);
    // The session was asked for, and the charge that was promised with it is not.
    if (typeof sendBeforeMs !== 'number') this.budgets.giveBackCharge(payer.account);
    if (sendBeforeMs === null) return;
    if (sendBeforeMs === 'unsent') {
      const unsent = { kind: 'unsent' as const, reason: 'the answer to the commit before sending was lost' };
      return this.finish(attempt, await this.unlessTouched(attempt, payer, sessionId, unsent));
    }
    crashpoint('after-sent');
    const answer = await this.gateway.chargeToken(payer.account, {
      sessionId,
      token: this.contexts.tokenOf(payer.card!),
      sendBeforeMs,
      expected: { orderNo: attempt.orderNo, sessionId, amount: amountOfAttempt(attempt) },
    });
    crashpoint('after-answer');
    await this.finish(attempt, await this.outcomeOf(attempt, payer, sessionId, answer));
    await this.breakers.hear(attempt.merchantId, attempt.pgCode, answer.kind);
  }

  private async outcomeOf(
    attempt: Attempt,
    payer: PayerContext,
    sessionId: string,
    answer: ChargeAnswer,
  ): Promise<GatewayOutcome> {
    switch (answer.kind) {
      case 'succeeded':
        return { kind: 'succeeded', payment: answer.payment };
      case 'declined':
        return { kind: 'declined', decline: answer.decline };
      case 'unknown':
        return { kind: 'unknown', trouble: answer.trouble };
      case 'not_sent':
        return this.unlessTouched(attempt, payer, sessionId, {
          kind: 'unsent',
          reason: answer.trouble.message,
        });
      case 'refused':
        return this.unlessTouched(attempt, payer, sessionId, { kind: 'refused', message: answer.message });
      case 'rate_limited': {
        const { retryAfterSeconds, reason = 'Ottu asked us to wait' } = answer;
        const unsent = { kind: 'unsent' as const, reason, retryAfterSeconds };
        return this.unlessTouched(attempt, payer, sessionId, unsent);
      }
      case 'unauthorized':
        await this.stopCharging(payer, answer.message);
        return this.unlessTouched(attempt, payer, sessionId, { kind: 'unsent', reason: answer.message });
    }
  }

  /** A negative answer is believed only when the session itself shows that nobody tried to pay it. */
  private async unlessTouched(
    attempt: Attempt,
    payer: PayerContext,
    sessionId: string,
    negative: GatewayOutcome,
  ): Promise<GatewayOutcome> {
    const look = await this.gateway.retrieveSession(payer.account, sessionId);
    const verdict = judgeLook(look, { orderNo: attempt.orderNo, amount: amountOfAttempt(attempt) });
    if (verdict.kind === 'untouched') return negative;
    if (verdict.kind === 'paid') return { kind: 'succeeded', payment: verdict.payment };
    if (verdict.kind === 'held') return { kind: 'authorized', payment: verdict.payment };
    return unknown(`the answer was negative, but the session is ${verdict.kind}`);
  }

  /** 401 and 403: whatever is wrong, trying on would only lock the account out. */
  private async stopCharging({ merchant }: PayerContext, message: string): Promise<void> {
    this.logger.error({ merchant_id: String(merchant.id) }, 'Ottu refuses our credentials; charging stops');
    await this.uow.run(async (tx) =>
      this.chargingSwitch.stopAsRefused(tx, merchant, {
        at: await this.merchantClock.now(tx, merchant.id),
        reason: `Ottu refuses the credentials: ${message}`,
      }),
    );
  }

  private async finish(attempt: Attempt, outcome: GatewayOutcome): Promise<void> {
    const settled = await this.settle.execute(attempt, outcome, 'answer');
    // Of one that nobody will ask about again, nobody wants the lease.
    if (settled.nextCheckAt !== null) await this.uow.read((tx) => this.leases.release(tx, settled));
  }
}

/** The looks around a charge are part of it: never put off once it has begun. */
function ofCharge(payer: PayerContext): PayerContext {
  return { ...payer, account: { ...payer.account, callClass: 'charge' } };
}

function withoutSession(result: Exclude<CreateSessionResult, { kind: 'created' }>): GatewayOutcome {
  switch (result.kind) {
    case 'refused':
      return { kind: 'refused', message: result.message };
    case 'unauthorized':
      return { kind: 'unsent', reason: result.message, retryAfterSeconds: 3600 };
    case 'rate_limited':
      return {
        kind: 'unsent',
        reason: result.reason ?? 'Ottu asked us to wait',
        retryAfterSeconds: result.retryAfterSeconds,
      };
    case 'trouble':
      // No money moves when a session is made, and nobody but us could ever pay this one.
      return { kind: 'unsent', reason: `no session could be opened: ${result.trouble.message}` };
  }
}

function unknown(message: string): GatewayOutcome {
  const trouble: Trouble = { code: 'unexpected', message, httpStatus: null };
  return { kind: 'unknown', trouble };
}
