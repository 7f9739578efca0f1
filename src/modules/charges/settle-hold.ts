import { Injectable } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import type { SettlementContext } from './settlement-context.js';
import { after, HOLD_DAYS, HOLD_LOOK_HOURS } from './waits.js';

/**
 * The bank holds the money and none has moved: the invoice is not paid, nothing is posted, and the attempt keeps
 * its place until the merchant captures or voids it.
 */
@Injectable()
export class SettleHold {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
  ) {}

  async apply(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    { sessionId, referenceNumber, payerCurrency }: PaymentReading,
  ): Promise<void> {
    const { attempt, now } = context;
    const changes = {
      status,
      sessionId: attempt.sessionId ?? sessionId,
      referenceNumber,
      payerCurrency: payerCurrency ?? attempt.payerCurrency,
      authorizedAt: now,
      holdUntil: after(context, { days: HOLD_DAYS }),
      nextCheckAt: after(context, { hours: HOLD_LOOK_HOURS }),
      checks: 0,
    };
    await this.attempts.update(tx, attempt.merchantId, attempt.id, changes);
    Object.assign(attempt, changes);
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.authorized', now, {
      until: changes.holdUntil.toISOString(),
    });
  }
}
