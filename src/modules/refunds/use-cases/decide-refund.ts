import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { AttemptsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { DecideRefundRequest } from '../dto/decide-refund.request.js';
import type { Refund } from '../refund.entity.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { ReadRefunds, type RefundView } from './read-refunds.js';

/**
 * A second person agrees to a refund, or ends it. Who asked for it may end it too, but not agree: by the key, since a
 * request has no other name.
 */
@Injectable()
export class DecideRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly lifecycle: RefundLifecycle,
    private readonly settle: SettleRefund,
    private readonly clock: MerchantClock,
    private readonly read: ReadRefunds,
  ) {}

  execute(principal: Principal, refundId: string, request: DecideRefundRequest): Promise<RefundView> {
    return this.uow.run(async (tx) => {
      const found = await this.refunds.findByPublicId(tx, principal.merchantId, refundId);
      if (found?.kind !== 'refund') throw AppError.notFound('refund', refundId);
      // The payment first, in the order that every path keeps.
      const attempt = await this.attempts.lockById(tx, found.merchantId, found.attemptId);
      const refund = await this.refunds.lockById(tx, found.merchantId, found.id);
      const name = request.decided_by.trim();
      const isRepeated = refund.approvedBy === name && refund.approvalKeyId === principal.keyId;
      if (request.decision === 'approve' && isRepeated) return this.read.view(tx, refund);
      refuseUnlessWaiting(refund);
      if (request.decision === 'dismiss') return this.dismiss(tx, refund, request);
      if (refund.apiKeyId === principal.keyId) throw needsSomebodyElse();
      const by = { name, keyId: principal.keyId, reason: request.reason };
      await this.lifecycle.approve(tx, refund, attempt, by, await this.clock.now(tx, refund.merchantId));
      return this.read.view(tx, refund);
    });
  }

  private async dismiss(tx: Tx, refund: Refund, { decided_by, reason }: DecideRefundRequest) {
    const outcome = {
      kind: 'rejected',
      reason: `dismissed by ${decided_by}: ${reason}`,
      refund: null,
    } as const;
    return this.read.view(tx, await this.settle.within(tx, refund, outcome, 'human'));
  }
}

function refuseUnlessWaiting({ publicId, status }: Refund): void {
  if (status === 'awaiting_approval') return;
  throw new AppError('conflict', `Refund ${publicId} is ${status}; only one that awaits approval is decided`);
}

function needsSomebodyElse(): AppError {
  return AppError.field('conflict', 'decided_by', 'who asked for it cannot agree to it; use another API key');
}
