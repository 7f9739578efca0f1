import { Injectable } from '@nestjs/common';
import { type Action, ACTIONS } from '../../../domain/day-report/propose-action.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AttemptsRepository } from '../../charges/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { RefundLooksRepository } from '../../refunds/index.js';
import { DayLifecycle } from '../day-lifecycle.js';
import { DaysRepository } from '../days.repository.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { DifferencesRepository } from '../differences.repository.js';
import type { ApplyDifferenceRequest } from '../dto/apply-difference.request.js';
import type { ReportDifference } from '../report-difference.entity.js';

/**
 * Does what is proposed of a difference, or what a person says instead. A file settles nothing by itself: it can
 * only have us ask, and what the platform then says enters the books where everything does.
 */
@Injectable()
export class ApplyDifference {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly differences: DifferencesRepository,
    private readonly lifecycle: DifferenceLifecycle,
    private readonly days: DaysRepository,
    private readonly dayLifecycle: DayLifecycle,
    private readonly attempts: AttemptsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    publicId: string,
    request: ApplyDifferenceRequest,
  ): Promise<{ difference: ReportDifference; now: Date }> {
    return this.uow.run(async (tx) => {
      const found = await this.differences.lockByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('difference', publicId);
      const now = await this.clock.now(tx, merchantId);
      const action = request.action ?? actionOf(found);
      await this.act(tx, found, action, now);
      const decision = { action, by: request.decided_by, evidence: request.evidence };
      const difference = await this.lifecycle.decide(tx, found, decision, now);
      const day = (await this.days.lockByDay(tx, merchantId, difference.day))!;
      if (action === 'read_file_again') await this.dayLifecycle.runNow(tx, day, now);
      else if (action !== 'accept') await this.dayLifecycle.compareSoon(tx, day, now);
      await this.dayLifecycle.decided(tx, day, await this.differences.countOpen(tx, day), now);
      await this.tell(tx, difference, now);
      return { difference, now };
    });
  }

  private async act(tx: Tx, difference: ReportDifference, action: Action, now: Date): Promise<void> {
    if (action === 'accept' || action === 'read_file_again') return;
    const { merchantId, attemptId, publicId } = difference;
    if (attemptId === null) {
      const message = `Difference ${publicId} is about no payment of ours: there is nothing to ask about. It can be accepted`;
      throw new AppError('rule_violation', message, [{ field: 'action', message: 'must be accept' }]);
    }
    if (action === 'ask_again') {
      await this.refuseBooked(tx, difference, attemptId);
      await this.attempts.hint(tx, merchantId, attemptId, now);
    }
    if (action === 'look_at_refunds') await this.looks.hint(tx, merchantId, attemptId, now);
  }

  /** Whatever were answered, nothing undoes what is booked as paid; who asked in vain would take that for an answer. */
  private async refuseBooked(tx: Tx, { merchantId, publicId }: ReportDifference, id: bigint): Promise<void> {
    const attempt = (await this.attempts.findById(tx, merchantId, id))!;
    if (attempt.status !== 'succeeded') return;
    const message = `Difference ${publicId} is about ${attempt.publicId}, which is booked as paid: it is not asked about again. What Ottu says of it stands under platform; have its refunds looked at, or accept the difference`;
    throw new AppError('rule_violation', message, [
      { field: 'action', message: 'must be look_at_refunds or accept' },
    ]);
  }

  private tell(tx: Tx, difference: ReportDifference, now: Date): Promise<void> {
    const { merchantId, publicId, type, day, orderNo, decidedAction, decidedBy, evidence } = difference;
    return this.events.append(tx, merchantId, {
      type: 'reconciliation.difference_decided',
      customerId: null,
      subscriptionId: null,
      occurredAt: now,
      data: {
        difference_id: publicId,
        difference_type: type,
        day,
        order_no: orderNo,
        action: decidedAction,
        by: decidedBy,
        evidence,
      },
    });
  }
}

/** What is proposed, where it is something that a call can do. */
function actionOf({ publicId, proposal }: ReportDifference): Action {
  if (proposal !== 'investigate') return proposal;
  const message = `Difference ${publicId} is to be investigated: no action settles it. Say which one is to be taken, or accept it when its cause is known`;
  throw new AppError('rule_violation', message, [
    { field: 'action', message: `must be one of ${ACTIONS.join(', ')}` },
  ]);
}
