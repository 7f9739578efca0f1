import { Injectable } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import { chargeMachine } from '../../domain/charge/charge-states.js';
import { can } from '../../domain/state-machine.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import type { SettlementContext } from './settlement-context.js';
import { after, MANUAL_LOOK_HOURS, PLACE_TAKEN_HOURS } from './waits.js';

/** What cannot be decided by asking becomes a person's, and holds up its invoice until they have decided. */
@Injectable()
export class GiveToHuman {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
  ) {}

  async apply(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    reason: string,
    patch: Partial<Attempt> = {},
  ): Promise<void> {
    const { attempt, charge, now } = context;
    // A success may still come by itself; without a session there is nothing to look at.
    const nextCheckAt = attempt.sessionId === null ? null : after(context, { hours: MANUAL_LOOK_HOURS });
    await this.change(tx, attempt, { ...patch, status, nextCheckAt, trouble: troubleOf(reason) });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.manual', now, { reason });
    if (!can(chargeMachine, charge.status, 'block')) return this.chargeLifecycle.beginCase(tx, charge, now);
    await this.chargeLifecycle.apply(tx, charge, 'block', now);
    await this.chargeLifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
  }

  /**
   * One that had been settled as unpaid. An invoice has one open attempt: while another one is under way this
   * one is told of, and looked at again until its place is free.
   */
  async applyLate(tx: Tx, context: SettlementContext, status: AttemptState, reason: string): Promise<void> {
    const { attempt, now } = context;
    if ((await this.attempts.findOpen(tx, attempt.merchantId, attempt.invoiceId)) === null) {
      return this.apply(tx, context, status, reason, { resolvedAt: null, settledBy: null, checks: 0 });
    }
    const trouble = troubleOf(reason);
    const isTold = attempt.trouble?.message === trouble.message;
    const nextCheckAt = after(context, { hours: PLACE_TAKEN_HOURS });
    await this.change(tx, attempt, { trouble, nextCheckAt });
    if (!isTold) await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.late_doubt', now, { reason });
  }

  private async change(tx: Tx, attempt: Attempt, patch: Partial<Attempt>): Promise<void> {
    await this.attempts.update(tx, attempt.merchantId, attempt.id, patch);
    Object.assign(attempt, patch);
  }
}

export function troubleOf(message: string): NonNullable<Attempt['trouble']> {
  return { code: 'unexpected', message: message.slice(0, 500), httpStatus: null };
}
