import { Injectable } from '@nestjs/common';
import {
  type GatewayAccount,
  isOfOurBudget,
  type LookResult,
  PaymentGateway,
} from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { after, type Attempt, AttemptSession, type Moment } from '../../charges/index.js';
import { InquireAttempt } from './inquire-attempt.js';
import { TellOfSearch } from './tell-of-search.js';

/** What was opened this long ago is known to all of Ottu; before, a 404 may only come from a part that lags behind. */
const LAG_MINUTES = 15;
/** Of the three a day: the last is left for what its customer pays just before its page ends. */
const INQUIRIES_OF_AN_OPEN_PAGE = 2;

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
    private readonly sessions: AttemptSession,
    private readonly epochs: EpochGate,
    private readonly tell: TellOfSearch,
  ) {}

  /** What Ottu says of the order, with the attempt tied to the session that bears it; else `unknown` as it came. */
  async execute(
    attempt: Attempt,
    account: GatewayAccount,
    unknown: Unknown,
    moment: Moment,
  ): Promise<LookResult> {
    if (!isSearchedFor(attempt, moment)) return unknown;
    const { orderNo } = attempt;
    const answer = await this.inquire.execute(attempt, account, { orderNo }, moment);
    if (answer.kind === 'found') return (await this.sessions.tie(attempt, answer.payment)) ? answer : unknown;
    if (isOfOurBudget(answer)) return answer;
    if (isInNoStateToBeAsked(answer)) await this.close(attempt, account, moment);
    return unknown;
  }

  private async close(attempt: Attempt, account: GatewayAccount, moment: Moment): Promise<void> {
    if (!mayBeClosed(attempt, moment) || !(await this.uow.read((tx) => this.epochs.allowsMoney(tx)))) return;
    const { orderNo, publicId } = attempt;
    const result = await this.gateway.expireSession(account, { orderNo }, `${publicId}-expire-order`);
    if (result.kind === 'unauthorized') await this.tell.closingForbidden(attempt, result, moment);
  }
}

function isSearchedFor(attempt: Attempt, moment: Moment): boolean {
  const { status, inquiries, sentAt, preparedAt } = attempt;
  if (status === 'authorized') return false;
  if (status === 'ready' && !hasEnded(attempt, moment) && inquiries >= INQUIRIES_OF_AN_OPEN_PAGE)
    return false;
  return moment.now >= after(moment, { minutes: LAG_MINUTES }, sentAt ?? preparedAt);
}

/** Untouched sessions are refused with 400 instead of being told of; closed, they are answered about. */
function isInNoStateToBeAsked(answer: LookResult): boolean {
  return answer.kind === 'trouble' && answer.trouble.httpStatus === 400;
}

/** Only we could pay the session of a saved card; a page may be paid by whoever has its address, until it ends. */
function mayBeClosed(attempt: Attempt, moment: Moment): boolean {
  const { status, kind } = attempt;
  if (status === 'manual') return false;
  return kind === 'mit' || hasEnded(attempt, moment);
}

function hasEnded({ expiresAt }: Attempt, { now }: Moment): boolean {
  return expiresAt !== null && expiresAt <= now;
}
