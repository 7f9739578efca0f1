import { Injectable } from '@nestjs/common';
import {
  type GatewayAccount,
  isOfOurBudget,
  type LookResult,
  PaymentGateway,
  type PaymentReading,
} from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { after, type Attempt, AttemptsRepository, type Moment } from '../../charges/index.js';
import { InquireAttempt } from './inquire-attempt.js';
import { TellOfSearch } from './tell-of-search.js';

/** What was opened this long ago is known to all of Ottu; before, a 404 may only come from a part that lags behind. */
const LAG_MINUTES = 15;

type Unknown = Extract<LookResult, { kind: 'not_found' }>;

/**
 * For an attempt whose session Ottu says it does not know: the answer that opened it may have named another one than
 * was opened. The order number was ours before any answer came, so what bears it is the attempt's own session, and
 * without it nobody would ever learn whether that was paid.
 */
@Injectable()
export class FindSession {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly inquire: InquireAttempt,
    private readonly attempts: AttemptsRepository,
    private readonly tell: TellOfSearch,
  ) {}

  /** What Ottu says of the order, with the attempt tied to the session that bears it; else `unknown` as it came. */
  async execute(
    attempt: Attempt,
    account: GatewayAccount,
    unknown: Unknown,
    moment: Moment,
  ): Promise<LookResult> {
    const since = attempt.sentAt ?? attempt.preparedAt;
    if (moment.now < after(moment, { minutes: LAG_MINUTES }, since)) return unknown;
    const { orderNo } = attempt;
    const answer = await this.inquire.execute(attempt, account, { orderNo }, moment);
    if (answer.kind === 'found') {
      return (await this.tie(attempt, answer.payment, moment)) ? answer : unknown;
    }
    if (isOfOurBudget(answer)) return answer;
    if (isInNoStateToBeAsked(answer) && mayBeClosed(attempt, moment)) {
      await this.gateway.expireSession(account, { orderNo }, `${attempt.publicId}-expire-order`);
    }
    return unknown;
  }

  /** False where the session is another attempt's already: that only a person can make sense of. */
  private async tie(attempt: Attempt, { sessionId }: PaymentReading, { now }: Moment): Promise<boolean> {
    const { merchantId, id, sessionId: named } = attempt;
    if (sessionId === named) return true;
    return this.uow.run(async (tx) => {
      const locked = await this.attempts.lockById(tx, merchantId, id);
      const taken = await this.attempts.findBySessions(tx, [{ merchantId, sessionId }]);
      if (locked.sessionId !== named || taken.length > 0) return false;
      await this.attempts.update(tx, merchantId, id, { sessionId });
      await this.tell.sessionCorrected(tx, attempt, sessionId, now);
      attempt.sessionId = sessionId;
      return true;
    });
  }
}

/** Untouched sessions are refused with 400 instead of being told of; closed, they are answered about. */
function isInNoStateToBeAsked(answer: LookResult): boolean {
  return answer.kind === 'trouble' && answer.trouble.httpStatus === 400;
}

/** Only we could pay the session of a saved card; a page may be paid by whoever has its address, until it ends. */
function mayBeClosed({ kind, expiresAt }: Attempt, { now }: Moment): boolean {
  return kind === 'mit' || (expiresAt !== null && expiresAt <= now);
}
