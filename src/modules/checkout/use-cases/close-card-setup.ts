import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AttemptContext } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { CardSetup } from '../card-setup.entity.js';
import { CardSetupsRepository } from '../card-setups.repository.js';
import { nextClosing } from '../next-closing.js';
import { CompleteCardSetup } from './complete-card-setup.js';

/** Closes a page on which a card could still be saved, at Ottu first and then here. */
@Injectable()
export class CloseCardSetup {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly setups: CardSetupsRepository,
    private readonly complete: CompleteCardSetup,
    private readonly clock: MerchantClock,
  ) {}

  /** False when Ottu did not confirm it; perhaps a card was saved there, so it is read again soon. */
  async execute(setup: CardSetup): Promise<boolean> {
    const { merchantId, id, subscriptionId, sessionId, publicId } = setup;
    if (sessionId !== null) {
      const { account } = await this.contexts.payer(merchantId, subscriptionId, null);
      const result = await this.gateway.expireSession(account, { sessionId }, `${publicId}-expire`);
      if (result.kind !== 'expired') {
        const seconds = result.kind === 'rate_limited' ? result.retryAfterSeconds : null;
        await this.uow.read(async (tx) => {
          const at = nextClosing(setup.checks, seconds, await this.clock.moment(tx, merchantId));
          await this.setups.hint(tx, merchantId, id, at);
        });
        return false;
      }
    }
    await this.complete.expire(setup);
    return true;
  }
}
