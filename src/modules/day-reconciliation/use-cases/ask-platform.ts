import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../../domain/money/money.js';
import { type GatewayAccount, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { DifferencesRepository } from '../differences.repository.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';

/** A day that is wrong from top to bottom needs a person, not ten thousand questions. */
const MOST_QUESTIONS = 50;

/**
 * The third way: what the platform says itself of a session in which its file and our books differ. By reading the
 * session, which no throttle counts, and out of the part of the day's requests that nobody waits for.
 */
@Injectable()
export class AskPlatform {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly uow: UnitOfWork,
    private readonly differences: DifferencesRepository,
    private readonly lifecycle: DifferenceLifecycle,
  ) {}

  async execute(account: GatewayAccount, day: ReconciliationDay): Promise<void> {
    const unasked = await this.uow.read((tx) => this.differences.unasked(tx, day, MOST_QUESTIONS));
    for (const difference of unasked) {
      if (difference.sessionId === null) continue;
      const look = await this.gateway.retrieveSession(
        { ...account, callClass: 'housekeeping' },
        difference.sessionId,
      );
      if (look.kind === 'rate_limited' || look.kind === 'unauthorized') return;
      if (look.kind === 'trouble') continue;
      const payment = look.kind === 'found' ? look.payment : null;
      const answer = {
        state: payment?.state ?? 'not_found',
        amount: payment?.amount ? formatAmount(payment.amount) : null,
        currency: payment?.amount?.currency ?? null,
      };
      await this.uow.run((tx) => this.lifecycle.heard(tx, difference, answer));
    }
  }
}
