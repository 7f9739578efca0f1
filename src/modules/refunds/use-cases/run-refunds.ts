import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { RefundLooksRepository } from '../refund-looks.repository.js';
import { RefundsRepository } from '../refunds.repository.js';
import { ActOnRefund } from './act-on-refund.js';
import { FollowHint } from './follow-hint.js';

/** Everything about refunds that time makes due: sending, asking, and following hints. */
@Injectable()
export class RunRefunds {
  private readonly logger = new Logger(RunRefunds.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly refunds: RefundsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly actOnRefund: ActOnRefund,
    private readonly followHint: FollowHint,
  ) {}

  async execute(scope: TimeScope, now: Date, owner: string, limit: number): Promise<number> {
    const hints = await this.uow.run((tx) => this.looks.takeDue(tx, scope, now, limit));
    await Promise.all(
      hints.map((hint) =>
        this.guarded(() => this.followHint.execute(hint), { attempt: String(hint.attemptId) }),
      ),
    );
    const refunds = await this.uow.run((tx) => this.refunds.claimDue(tx, scope, now, owner, limit));
    if (refunds.length > 0) crashpoint('after-refund-claim');
    await Promise.all(
      refunds.map((refund) =>
        this.guarded(() => this.actOnRefund.execute(refund), { refund_id: refund.publicId }),
      ),
    );
    return hints.length + refunds.length;
  }

  /** One that throws keeps its lease and is taken up again when that ends; the others go on. */
  private async guarded(work: () => Promise<void>, subject: Record<string, string>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, ...subject }, 'A refund could not be brought further');
    }
  }
}
