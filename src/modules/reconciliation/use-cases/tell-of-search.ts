import { Injectable } from '@nestjs/common';
import type { ExpireResult, LookResult } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, ChargeLifecycle, type Moment } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';

/** States in which a look is worth a line in the timeline; the others are routine. */
const TOLD: ReadonlySet<Attempt['status']> = new Set(['sent', 'unknown', 'fenced']);

/** What people are told of the search for an attempt's end. */
@Injectable()
export class TellOfSearch {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  async asked(attempt: Attempt, answer: LookResult): Promise<void> {
    if (!TOLD.has(attempt.status)) return;
    await this.uow.read(async (tx) =>
      this.lifecycle.tellAttempt(tx, attempt, 'attempt.asked', await this.clock.now(tx, attempt.merchantId), {
        state: answer.kind === 'found' ? answer.payment.state : answer.kind,
      }),
    );
  }

  /** Once per reason: as long as the permission is missing every further try says the same. */
  async closingForbidden(
    attempt: Attempt,
    { message, httpStatus }: Extract<ExpireResult, { kind: 'unauthorized' }>,
    { now }: Moment,
  ): Promise<void> {
    const trouble = { code: 'unexpected' as const, message: message.slice(0, 500), httpStatus };
    if (attempt.trouble?.message === trouble.message) return;
    await this.uow.run(async (tx) => {
      await this.attempts.update(tx, attempt.merchantId, attempt.id, { trouble });
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.closing_forbidden', now, {
        reason: trouble.message,
      });
    });
  }

  holdEnding(attempt: Attempt, nextCheckAt: Date, { now }: Moment): Promise<void> {
    return this.uow.run(async (tx) => {
      await this.attempts.update(tx, attempt.merchantId, attempt.id, { holdWarnedAt: now });
      const until = attempt.holdUntil!.toISOString();
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.hold_ending', now, { until });
      await this.attempts.scheduleCheck(tx, attempt, nextCheckAt);
    });
  }
}
