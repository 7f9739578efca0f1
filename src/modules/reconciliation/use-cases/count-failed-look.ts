import { Injectable } from '@nestjs/common';
import { isOpenAttempt } from '../../../domain/charge/attempt-states.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  after,
  type Attempt,
  AttemptsRepository,
  ChargeLifecycle,
  MAX_FAILURES,
  SettleCharge,
} from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';

/**
 * Unforeseen errors in asking about one attempt. It keeps its lease and is asked about again when that ends; at
 * the fifth in a row it is a person's. One that is settled already, or cannot even be given to a person, is told
 * of, and what is settled is not asked about any more: for ever would be a line in a log that nobody reads.
 */
@Injectable()
export class CountFailedLook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly settle: SettleCharge,
    private readonly clock: MerchantClock,
  ) {}

  async execute(attempt: Attempt, error: Error): Promise<void> {
    const checkFailures = attempt.checkFailures + 1;
    await this.note(attempt, { checkFailures });
    if (checkFailures < MAX_FAILURES) return;
    const reason = `asking about it failed ${checkFailures} times: ${error.message.slice(0, 300)}`;
    const isGiven = await this.give(attempt, reason);
    if (!isGiven) await this.giveUp(attempt, reason);
  }

  /** From one success on it counts anew. */
  async forget(attempt: Attempt): Promise<void> {
    if (attempt.checkFailures > 0) await this.note(attempt, { checkFailures: 0 });
  }

  private note({ merchantId, id }: Attempt, changes: Partial<Attempt>): Promise<void> {
    return this.uow.read((tx) => this.attempts.update(tx, merchantId, id, changes));
  }

  private async give(attempt: Attempt, reason: string): Promise<boolean> {
    try {
      const { status } = await this.settle.execute(attempt, { kind: 'to_human', reason }, 'look');
      return status === 'manual' && attempt.status !== 'manual';
    } catch {
      // Perhaps the very error that has brought it here.
      return false;
    }
  }

  private giveUp(attempt: Attempt, reason: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const moment = await this.clock.moment(tx, attempt.merchantId);
      // What still holds up its invoice is not forgotten: it is told of every day.
      const nextCheckAt = isOpenAttempt(attempt.status) ? after(moment, { days: 1 }) : null;
      await this.attempts.update(tx, attempt.merchantId, attempt.id, { nextCheckAt });
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.asking_failed', moment.now, { reason });
    });
  }
}
