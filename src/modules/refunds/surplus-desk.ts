import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { BalanceBook, BalancesRepository } from '../balances/index.js';
import { amountOf, type Attempt, SurplusMoney } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { MerchantsRepository } from '../merchants/index.js';
import { RefundLifecycle } from './refund-lifecycle.js';

/** Why the engine gives it back; shown with the refund. */
const SURPLUS_REASON = 'the invoice was paid or void already';

/** Does with money that nobody owed what its merchant has decided, and never in silence. */
@Injectable()
export class SurplusDesk extends SurplusMoney {
  private readonly logger = new Logger('Surplus');

  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly lifecycle: RefundLifecycle,
    private readonly balances: BalancesRepository,
    private readonly book: BalanceBook,
    private readonly events: EventsRepository,
  ) {
    super();
  }

  override async setAside(tx: Tx, attempt: Attempt, at: Date): Promise<void> {
    const { surplusHandling } = (await this.merchants.findById(tx, attempt.merchantId))!;
    // Before the commit: an alarm too many, should it be rolled back, is better than one too few.
    this.logger.error(
      { attempt_id: attempt.publicId, ...amountOf(attempt), handling: surplusHandling },
      'A customer has paid what was not owed',
    );
    switch (surplusHandling) {
      case 'refund': {
        const wanted = {
          origin: 'surplus',
          amountMinor: attempt.amountMinor,
          reason: SURPLUS_REASON,
        } as const;
        await this.lifecycle.request(tx, attempt, wanted, at);
        return;
      }
      case 'credit_balance':
        return this.credit(tx, attempt, attempt.amountMinor, at);
      case 'hold':
        return this.events.append(tx, attempt.merchantId, {
          type: 'surplus.held',
          customerId: attempt.customerId,
          subscriptionId: attempt.subscriptionId,
          occurredAt: at,
          data: { attempt_id: attempt.publicId, order_no: attempt.orderNo, amount: amountOf(attempt) },
        });
    }
  }

  /** Keeps it for the customer; the payment's row is locked. */
  async credit(tx: Tx, attempt: Attempt, amountMinor: bigint, at: Date): Promise<void> {
    const { merchantId, customerId, currency } = attempt;
    const row = await this.balances.lock(tx, merchantId, customerId, currency, at);
    await this.book.write(tx, row, {
      kind: 'surplus',
      amountMinor,
      occurredAt: at,
      attemptId: attempt.id,
      subscriptionId: attempt.subscriptionId,
      data: { attempt_id: attempt.publicId, order_no: attempt.orderNo },
    });
  }
}
