import { Injectable } from '@nestjs/common';
import { zero } from '../../../domain/money/money.js';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AttemptContext, judgeLook } from '../../charges/index.js';
import { type CardSetup, CloseCardSetup, CompleteCardSetup } from '../../checkout/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { FetchCard } from './fetch-card.js';

/** Finds out whether the customer has saved a card on the page. */
@Injectable()
export class ResolveCardSetup {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly fetchCard: FetchCard,
    private readonly complete: CompleteCardSetup,
    private readonly close: CloseCardSetup,
    private readonly clock: MerchantClock,
  ) {}

  async execute(setup: CardSetup): Promise<void> {
    const payer = await this.contexts.payer(setup.merchantId, setup.subscriptionId, null, setup.agreementId);
    // The customer was just at the page and waits for the trial.
    const account = { ...payer.account, callClass: 'interactive' as const };
    const look = await this.gateway.retrieveSession(account, setup.sessionId!);
    const verdict = judgeLook(look, { orderNo: setup.orderNo, amount: zero(setup.currency) });
    if (verdict.kind === 'paid') {
      const card = await this.fetchCard.afterPage(payer, verdict.payment.card);
      if (card) await this.complete.execute(setup, card);
      return;
    }
    const now = await this.uow.read((tx) => this.clock.now(tx, setup.merchantId));
    const over = setup.expiresAt !== null && setup.expiresAt <= now;
    if (verdict.kind === 'closed') await this.complete.expire(setup);
    // Forgotten but open, it could still bind the agreement at Ottu to a card that we know nothing of.
    else if (over && verdict.kind !== 'unreadable') await this.close.execute(setup);
  }
}
