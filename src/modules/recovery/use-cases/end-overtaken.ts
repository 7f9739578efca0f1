import { Injectable } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import { next } from '../../../domain/state-machine.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, type Charge, ChargeLifecycle } from '../../charges/index.js';
import type { RecoveryOrder } from '../recovery-order.entity.js';
import { RecoveryOrdersRepository } from '../recovery-orders.repository.js';

const REASON = 'the platform knows a later try of its invoice, which was begun only once this one was over';

/**
 * Ends a page, or what was merely written ahead, that a later try of the same invoice has overtaken: while money is held
 * the sweep does not end it, so that neither would ever be placed. The charge goes on with the later one; ended as a page
 * is else, it would end a first payment with it. Its session is looked at again, as that of whatever is settled.
 */
@Injectable()
export class EndOvertaken {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly orders: RecoveryOrdersRepository,
  ) {}

  /** False when it must be decided first. Subscription and charge are locked. */
  async execute(tx: Tx, order: RecoveryOrder, charge: Charge, open: Attempt, now: Date): Promise<boolean> {
    const { merchantId } = order;
    const attempt = await this.attempts.lockById(tx, merchantId, open.id);
    const { status, sessionId } = attempt;
    if ((status !== 'ready' && status !== 'prepared') || attempt.n > order.n) return false;
    // The platform may know it as well, under a session that was opened since.
    if (sessionId === null && (await this.orders.isToBeAsked(tx, order, attempt.orderNo))) return false;
    const ended =
      status === 'prepared'
        ? next(attemptMachine, status, 'never_sent')
        : next(attemptMachine, next(attemptMachine, status, 'fence_confirmed'), 'proven_unpaid');
    await this.attempts.update(tx, merchantId, attempt.id, {
      status: ended,
      settledBy: 'inquiry',
      resolvedAt: now,
      checks: 0,
      nextCheckAt: sessionId === null ? null : now,
    });
    await this.lifecycle.tellAttempt(tx, attempt, 'attempt.abandoned', now, { reason: REASON });
    if (attempt.kind === 'mit' && charge.status === 'processing') {
      const plan = { action: 'attempt' as const, at: now, reason: REASON };
      await this.lifecycle.apply(tx, charge, 'attempt_unsent', now, {}, plan);
    }
    return true;
  }
}
