import { Injectable } from '@nestjs/common';
import { FENCE_WAIT_MINUTES } from '../../../domain/charge/inquiry-windows.js';
import { type GatewayAccount, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { amountOfAttempt } from '../attempt-context.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import { judgeLook } from '../judge-look.js';
import { SettleCharge } from '../settle-charge.js';

/** Why an attempt must not be sent now, and when it may be tried again where the usual time is too soon. */
export interface Obstacle {
  reason: string;
  retryAfterSeconds?: number;
}

/**
 * Looks before charging: every earlier session of the invoice is read, a payment found there settles
 * it, and one that could still be paid is closed first. So never are two sessions payable at once.
 */
@Injectable()
export class CloseEarlierSessions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly attempts: AttemptsRepository,
    private readonly settle: SettleCharge,
  ) {}

  /** Null when the way is free, else why this attempt must not be sent. */
  async execute(attempt: Attempt, account: GatewayAccount): Promise<Obstacle | null> {
    if (attempt.n === 1) return null;
    const all = await this.uow.read((tx) =>
      this.attempts.ofInvoice(tx, attempt.merchantId, attempt.invoiceId),
    );
    for (const earlier of all.filter((other) => other.n < attempt.n && other.sessionId !== null)) {
      const obstacle = await this.close(earlier, account);
      if (obstacle) return obstacle;
    }
    return null;
  }

  private async close(earlier: Attempt, account: GatewayAccount): Promise<Obstacle | null> {
    const look = await this.gateway.retrieveSession(account, earlier.sessionId!);
    const verdict = judgeLook(look, { orderNo: earlier.orderNo, amount: amountOfAttempt(earlier) });
    switch (verdict.kind) {
      case 'closed':
      case 'voided':
        return null;
      case 'held':
        // Let go as far as we know, and the platform does not tell what became of it.
        if (earlier.status === 'abandoned' && earlier.authorizedAt !== null) return null;
        return { reason: 'an earlier session still holds money that was neither captured nor voided' };
      case 'paid':
        await this.settle.execute(earlier, { kind: 'succeeded', payment: verdict.payment }, 'look');
        return { reason: 'an earlier attempt turned out to be paid' };
      case 'untouched':
      case 'under_way': {
        const expired = await this.gateway.expireSession(
          account,
          earlier.sessionId!,
          `${earlier.publicId}-expire`,
        );
        if (expired.kind !== 'expired') return { reason: 'an earlier session could not be closed yet' };
        if (verdict.kind === 'untouched' || !verdict.isPending) return null;
        // Its gateway was at it when it was closed, and may still say that it is paid.
        return {
          reason: 'an earlier session was under way at its gateway, and is closed now',
          retryAfterSeconds: FENCE_WAIT_MINUTES * 60,
        };
      }
      case 'contradiction':
        // A person has judged it with evidence; asking again would stop this invoice's collection for ever.
        if (earlier.settledBy === 'human') return null;
        return { reason: `an earlier session contradicts itself: ${verdict.reason}` };
      case 'unreadable':
        return { reason: `an earlier session could not be read: ${verdict.reason}` };
    }
  }
}
