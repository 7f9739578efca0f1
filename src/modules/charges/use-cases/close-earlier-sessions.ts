import { Injectable } from '@nestjs/common';
import { FENCE_WAIT_MINUTES } from '../../../domain/charge/inquiry-windows.js';
import { type GatewayAccount, type LookResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { MerchantClock } from '../../merchants/index.js';
import { amountOfAttempt, inquiredPayment } from '../attempt-context.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import { judgeLook, type Verdict } from '../judge-look.js';
import { asTold, isSeenBefore, lateDoubt } from '../late-doubt.js';
import { SettleCharge } from '../settle-charge.js';
import { after, CONTRADICTED_MINUTES, STALE_LOOK_MS } from '../waits.js';

/** Why an attempt must not be sent now, and when it may be tried again where the usual time is too soon. */
export interface Obstacle {
  reason: string;
  retryAfterSeconds?: number;
  /** Money may have come to this earlier attempt, not as it was asked for: a person must see it. */
  doubt?: { earlier: Attempt; reason: string; isFirstSight: boolean };
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
    private readonly clock: Clock,
    private readonly waits: Waits,
    private readonly merchantClock: MerchantClock,
  ) {}

  /** Null when the way is free, else why this attempt must not be sent. */
  async execute(attempt: Attempt, account: GatewayAccount): Promise<Obstacle | null> {
    if (attempt.n === 1) return null;
    const all = await this.uow.read((tx) =>
      this.attempts.ofInvoice(tx, attempt.merchantId, attempt.invoiceId),
    );
    for (const earlier of all.filter((other) => other.n < attempt.n && mustBeLookedAt(other))) {
      const obstacle = await this.close(earlier, account);
      if (obstacle) return obstacle;
    }
    return null;
  }

  /** Once the attempt that was not sent is over, since an invoice has one open attempt. */
  async giveToHuman({ doubt }: Obstacle): Promise<void> {
    if (!doubt) return;
    const { earlier, reason, isFirstSight } = doubt;
    if (!isFirstSight) {
      await this.settle.execute(earlier, { kind: 'late_doubt', reason }, 'look');
      return;
    }
    // Looked at again by the sweep, also where nothing more is charged for its invoice.
    await this.uow.read(async (tx) => {
      const moment = await this.merchantClock.moment(tx, earlier.merchantId);
      const nextCheckAt = after(moment, { minutes: CONTRADICTED_MINUTES });
      await this.attempts.noteContradiction(tx, earlier, reason, { nextCheckAt });
    });
  }

  private async close(earlier: Attempt, account: GatewayAccount): Promise<Obstacle | null> {
    const lookedAt = this.clock.monotonicMs();
    const look = await this.look(earlier, account);
    // Their word rests on evidence of elsewhere; asking on would stop this invoice's collection for ever.
    if (earlier.settledBy === 'human' && isNothingToTell(earlier, look)) return null;
    const verdict = judgeLook(look, { orderNo: earlier.orderNo, amount: amountOfAttempt(earlier) });
    switch (verdict.kind) {
      case 'closed':
      case 'voided':
        return null;
      case 'held':
      case 'contradiction': {
        const reason = lateDoubt(earlier, verdict);
        if (reason === null) return null;
        const isFirstSight = verdict.kind === 'contradiction' && !isSeenBefore(earlier, reason);
        return {
          reason: `an earlier session may be paid: ${reason}`,
          doubt: { earlier, reason, isFirstSight },
        };
      }
      case 'paid':
        await this.settle.execute(earlier, { kind: 'succeeded', payment: verdict.payment }, 'look');
        return { reason: 'an earlier attempt turned out to be paid' };
      case 'untouched':
      case 'under_way': {
        const sessionId = earlier.sessionId ?? sessionOf(look)!;
        const expired = await this.gateway.expireSession(
          account,
          { sessionId },
          `${earlier.publicId}-expire`,
        );
        if (expired.kind !== 'expired') return { reason: 'an earlier session could not be closed yet' };
        const isStale = this.clock.monotonicMs() - lookedAt > this.waits.ms(STALE_LOOK_MS);
        return isStale ? TOO_LATE : afterClosing(verdict);
      }
      case 'unreadable':
        // A person has judged this very thing.
        if (verdict.saysPaid && lateDoubt(earlier, asTold(verdict)) === null) return null;
        return unreadable(verdict);
    }
  }

  /** Of one whose session was lost with the rows of a restored database only the order is known. */
  private look(earlier: Attempt, account: GatewayAccount): Promise<LookResult> {
    const { sessionId, orderNo } = earlier;
    return sessionId === null
      ? this.gateway.inquire(account, { orderNo }, inquiredPayment(earlier))
      : this.gateway.retrieveSession(account, sessionId);
  }
}

const TOO_LATE: Obstacle = {
  reason: 'an earlier session was closed too long after it was looked at',
  retryAfterSeconds: FENCE_WAIT_MINUTES * 60,
};

/** Asked for longer than the usual wait is only where a query by order number may not be made again before. */
function unreadable({ reason, retryAfterSeconds }: Extract<Verdict, { kind: 'unreadable' }>): Obstacle {
  const told = `an earlier session could not be read: ${reason}`;
  return retryAfterSeconds === null ? { reason: told } : { reason: told, retryAfterSeconds };
}

/**
 * What has a session, or may have one. A surplus has paid something else than what is owed now: that is in the books,
 * nothing more can come of it, and asking on would stop the collection of the rest for ever.
 */
function mustBeLookedAt({ sessionId, sentAt, surplus }: Attempt): boolean {
  return !surplus && (sessionId !== null || sentAt !== null);
}

function sessionOf(look: LookResult): string | null {
  return look.kind === 'found' ? look.payment.sessionId : null;
}

/** The platform knows nothing of it; or, where there is no session to read, it answers no question about the order. */
function isNothingToTell({ sessionId }: Attempt, look: LookResult): boolean {
  if (look.kind === 'not_found') return true;
  if (sessionId !== null || look.kind !== 'trouble') return false;
  const status = look.trouble.httpStatus;
  return status !== null && status >= 400 && status < 500;
}

function afterClosing(verdict: Extract<Verdict, { kind: 'untouched' | 'under_way' }>): Obstacle | null {
  if (verdict.kind === 'untouched' || !verdict.isPending) return null;
  // Its gateway was at it when it was closed, and may still say that it is paid.
  return {
    reason: 'an earlier session was under way at its gateway, and is closed now',
    retryAfterSeconds: FENCE_WAIT_MINUTES * 60,
  };
}
