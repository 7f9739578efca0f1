import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { judgeLook } from '../../charges/index.js';
import { type Merchant, MerchantAccounts } from '../../merchants/index.js';
import type { Booked } from '../books.repository.js';

/** Of one page of them; who has more has another trouble than late payments. */
const MOST_QUESTIONS = 500;
/** One after the other: each may take as long as a call may, and a day has its lease. */
const MOST_FAILURES = 3;

/**
 * A payment that came after the file of its day was made may stand in no file at all: under which day it is filed is
 * not told. What is left is the word of the platform itself, asked for now. As with differences, by reading the session.
 */
@Injectable()
export class AskAboutLate {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly accounts: MerchantAccounts,
  ) {}

  /** Those of which the platform does not say that they are paid, to the last digit; or was not asked, or not heard. */
  async unproven(merchant: Merchant, late: readonly Booked[]): Promise<Booked[]> {
    const account = { ...this.accounts.accountOf(merchant), callClass: 'housekeeping' } as const;
    const unproven: Booked[] = [];
    let failures = 0;
    for (const [asked, payment] of late.entries()) {
      const { sessionId, amount } = payment.ours;
      if (sessionId === null || asked >= MOST_QUESTIONS || failures >= MOST_FAILURES) {
        unproven.push(payment);
        continue;
      }
      const look = await this.gateway.retrieveSession(account, sessionId);
      const verdict = judgeLook(look, { orderNo: payment.orderNo, amount });
      if (verdict.kind !== 'paid') unproven.push(payment);
      failures = look.kind === 'found' || look.kind === 'not_found' ? 0 : failures + 1;
    }
    return unproven;
  }
}
