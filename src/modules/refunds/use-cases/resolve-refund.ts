import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { ResolveRefundRequest } from '../dto/resolve-refund.request.js';
import type { RefundKind } from '../refund.entity.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { ReadRefunds, type RefundView } from './read-refunds.js';

/** A person says, with evidence, what became of a refund that asking could not decide. */
@Injectable()
export class ResolveRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly refunds: RefundsRepository,
    private readonly settle: SettleRefund,
    private readonly read: ReadRefunds,
  ) {}

  execute(merchantId: bigint, refundId: string, request: ResolveRefundRequest): Promise<RefundView> {
    const { outcome, ...said } = request;
    return this.resolve(merchantId, 'refund', refundId, { ...said, isDone: outcome === 'refunded' });
  }

  resolve(
    merchantId: bigint,
    kind: RefundKind,
    refundId: string,
    {
      isDone,
      evidence,
      decided_by: by,
    }: Pick<ResolveRefundRequest, 'evidence' | 'decided_by'> & { isDone: boolean },
  ): Promise<RefundView> {
    return this.uow.run(async (tx) => {
      const found = await this.refunds.findByPublicId(tx, merchantId, refundId);
      if (found?.kind !== kind) throw AppError.notFound(kind, refundId);
      if (found.status !== 'manual') {
        throw new AppError(
          'conflict',
          `${refundId} is ${found.status}; only a manual one waits for a person`,
        );
      }
      const resolved = {
        kind: 'resolved',
        isRefunded: isDone,
        reason: evidence,
        by,
      } as const;
      return this.read.view(tx, await this.settle.within(tx, found, resolved, 'human'));
    });
  }
}
