import { Injectable } from '@nestjs/common';
import { type Money, money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { BalancesRepository } from '../balances/index.js';
import type { Attempt, Charge } from '../charges/index.js';
import { refused } from './asked-amount.js';
import { RefundsRepository } from './refunds.repository.js';

/** What of a payment has not gone back, nor is to: by refund, into the balance, or through the customer's bank. */
@Injectable()
export class LeftOfPayment {
  constructor(
    private readonly refunds: RefundsRepository,
    private readonly balances: BalancesRepository,
  ) {}

  /** The payment's row is locked, or two at once would each see all of it. */
  async execute(tx: Tx, { merchantId, id, currency, amountMinor }: Attempt): Promise<Money> {
    const committed = await this.refunds.committedMinor(tx, merchantId, id);
    const credited = (await this.balances.findOfAttempt(tx, merchantId, id))?.amountMinor ?? 0n;
    // A bank may have taken what was given back already.
    const left = amountMinor - committed - credited;
    return money(left < 0n ? 0n : left, currency);
  }
}

/** The one that is named, or else the one that paid the invoice. */
export function paymentOf(
  attempts: readonly Attempt[],
  charge: Charge,
  attemptId: string | undefined,
): Attempt {
  if (attemptId !== undefined) {
    const named = attempts.find(({ publicId }) => publicId === attemptId);
    if (!named) throw refused('attempt', `there is no attempt ${attemptId} of this charge`);
    if (named.status !== 'succeeded') {
      throw refused('attempt', `is ${named.status}, so there is no payment to give back`);
    }
    return named;
  }
  const kept = attempts.find(({ status, surplus }) => status === 'succeeded' && !surplus);
  if (!kept)
    throw new AppError('conflict', `Charge ${charge.publicId} has no payment that could be given back`);
  return kept;
}
