import { Injectable } from '@nestjs/common';
import { type CardReading, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  after,
  type Attempt,
  AttemptContext,
  AttemptLeases,
  AttemptsRepository,
  CardOnFile,
  type PayerContext,
} from '../../charges/index.js';
import { gatewayIdOf } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';

/** The card that an agreement is bound to, as Ottu tells it. A webhook's word is never taken for it. */
@Injectable()
export class FetchCard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly attempts: AttemptsRepository,
    private readonly leases: AttemptLeases,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly cardOnFile: CardOnFile,
    private readonly clock: MerchantClock,
  ) {}

  /** Null when Ottu does not answer or knows none yet. */
  async inForce({ account, customer, agreement }: PayerContext): Promise<CardReading | null> {
    if (agreement === null) return null;
    const listed = await this.gateway.listCards(account, {
      gatewayCustomerId: gatewayIdOf(customer),
      agreementId: agreement.publicId,
    });
    if (listed.kind !== 'listed') return null;
    return listed.cards.find((card) => card.gatewayCustomerId === gatewayIdOf(customer)) ?? null;
  }

  /** A first payment whose card was not told with it: the money is booked, the card still missing. */
  async forPaid(attempt: Attempt): Promise<void> {
    const { merchantId, id } = attempt;
    const payer = await this.contexts.of(attempt);
    const needed = attempt.kind === 'cit' && attempt.agreementId !== null && attempt.cardId === null;
    const reading = needed ? await this.inForce(payer) : null;
    await this.uow.run(async (tx) => {
      const moment = await this.clock.moment(tx, merchantId);
      const nextCheckAt =
        needed && reading === null ? after(moment, { minutes: 2 ** Math.min(attempt.checks, 10) }) : null;
      const subscription = await this.subscriptions.lockIfAny(tx, merchantId, attempt.subscriptionId);
      const card =
        reading &&
        subscription &&
        attempt.agreementId !== null &&
        (await this.cardOnFile.remember(tx, subscription, reading, moment.now, attempt.agreementId));
      const cardId = (card || null)?.id ?? attempt.cardId;
      await this.attempts.update(tx, merchantId, id, { cardId, nextCheckAt, checks: attempt.checks + 1 });
      await this.leases.release(tx, attempt);
    });
  }
}
