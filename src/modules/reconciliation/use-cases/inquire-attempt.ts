import { Injectable } from '@nestjs/common';
import {
  type GatewayAccount,
  isOfOurBudget,
  type LookResult,
  PaymentGateway,
} from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, inquiredPayment, type Moment } from '../../charges/index.js';
import { TellOfSearch } from './tell-of-search.js';

/** Asks the gateway behind Ottu about one attempt, and writes down that it was asked. */
@Injectable()
export class InquireAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly attempts: AttemptsRepository,
    private readonly tell: TellOfSearch,
  ) {}

  async execute(
    attempt: Attempt,
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    { now }: Moment,
  ): Promise<LookResult> {
    const answer = await this.gateway.inquire(account, by, inquiredPayment(attempt));
    // Not asked at all: it is no inquiry, and its next one comes as soon as it may be made.
    if (isOfOurBudget(answer)) return answer;
    const changes = { inquiries: attempt.inquiries + 1, lastInquiryAt: now };
    await this.uow.read((tx) => this.attempts.update(tx, attempt.merchantId, attempt.id, changes));
    await this.tell.asked(attempt, answer);
    return answer;
  }
}
