import { Injectable } from '@nestjs/common';
import { isAsBefore, wasBoundSince } from '../../../domain/card/card-in-force.js';
import { type CardReading, type ListCardsResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  type AgreedPayer,
  type Attempt,
  AttemptContext,
  AttemptLeases,
  AttemptsRepository,
  CardOnFile,
  lacksItsCard,
  type Moment,
  type PayerContext,
} from '../../charges/index.js';
import { AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { CustomerLinks } from '../../checkout/index.js';
import { gatewayIdOf } from '../../customers/index.js';
import { type Merchant, MerchantClock } from '../../merchants/index.js';
import {
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { nextCardStep } from '../next-card-step.js';
import { type ListSays, whomToBelieve } from '../whom-to-believe.js';

/** Among the causes for which a customer was asked for a card. */
const NO_CARD = 'no_card';

/** What a list said, and the card it named. */
interface Listed {
  says: ListSays;
  card: CardReading | null;
}

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
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly links: CustomerLinks,
    private readonly clock: MerchantClock,
  ) {}

  /** With a payment that is just seen. Null when Ottu names none, or the card of before, which it may do a while yet. */
  async another(payer: PayerContext): Promise<CardReading | null> {
    const { says, card } = await this.listed(payer);
    return says === 'another' ? card : null;
  }

  /**
   * What a page tells is the card that was used there. Where another page bound the agreement since this one was opened,
   * that need not be the one used last, and the agreement's own word comes first. Not without that cause: a list may lag
   * behind the page, and a customer's new card would be taken for the old one. Where Ottu lists nothing, the page's word
   * is left. Null as well where it is too early to believe either.
   */
  async afterPage(
    payer: AgreedPayer,
    told: CardReading | null,
    page: { openedAt: Date; paidAt: Date; mayWait: boolean },
    moment: Moment,
  ): Promise<CardReading | null> {
    if (told !== null && !wasBoundSince(payer.agreement, page.openedAt)) return told;
    const { says, card } = await this.listed(payer);
    if (told !== null && told.token === card?.token) return card;
    const believed = whomToBelieve(says, page, moment);
    if (believed === 'wait') return null;
    return believed === 'list' ? card : told;
  }

  /** A first payment whose card was not told with it: the money is booked, the card still missing. */
  async forPaid(attempt: Attempt): Promise<void> {
    const payer = await this.contexts.of(attempt);
    const needed = lacksItsCard(attempt);
    const reading = needed ? await this.ofPaid(attempt, payer) : null;
    await this.uow.run(async (tx) => {
      if (needed) await this.enter(tx, attempt, payer, reading);
      else await this.note(tx, attempt, attempt.cardId, null);
      await this.leases.release(tx, attempt);
    });
  }

  private async ofPaid(attempt: Attempt, payer: PayerContext): Promise<CardReading | null> {
    const { says, card } = await this.listed(payer);
    const moment = await this.uow.read((tx) => this.clock.moment(tx, attempt.merchantId));
    const paid = { paidAt: attempt.resolvedAt ?? attempt.preparedAt, mayWait: true };
    const believed = whomToBelieve(says, paid, moment);
    if (believed === 'wait') return null;
    return believed === 'list' ? card : this.usedFor(attempt, payer);
  }

  /** Where Ottu lists nothing. With a payment that began its agreement no card was told, and none would be now. */
  private async usedFor({ sessionId }: Attempt, payer: PayerContext): Promise<CardReading | null> {
    if (sessionId === null || payer.agreement?.status !== 'active') return null;
    const look = await this.gateway.retrieveSession(payer.account, sessionId);
    return look.kind === 'found' ? look.payment.card : null;
  }

  private async listed({ account, merchant, customer, agreement }: PayerContext): Promise<Listed> {
    if (agreement === null) return { says: 'none', card: null };
    const gatewayCustomerId = gatewayIdOf(customer);
    const query = { gatewayCustomerId, agreementId: agreement.publicId };
    const answer = await this.gateway.listCards(account, query);
    if (answer.kind !== 'listed') return { says: isWithoutList(answer) ? 'none' : 'unheard', card: null };
    const card = answer.cards.find((one) => one.gatewayCustomerId === gatewayCustomerId) ?? null;
    if (card === null) return { says: 'none', card };
    const known = await this.uow.read((tx) =>
      this.cards.findByToken(tx, merchant.id, customer.id, card.token),
    );
    return { says: known !== null && isAsBefore(known, agreement, card) ? 'as_before' : 'another', card };
  }

  private async enter(
    tx: Tx,
    attempt: Attempt,
    { merchant }: PayerContext,
    reading: CardReading | null,
  ): Promise<void> {
    const { merchantId, agreementId } = attempt;
    const moment = await this.clock.moment(tx, merchantId);
    const subscription = await this.subscriptions.lockById(tx, merchantId, attempt.subscriptionId!);
    if (reading) {
      const card = await this.cardOnFile.remember(tx, subscription, reading, moment.now, agreementId);
      return this.note(tx, attempt, card.id, null);
    }
    const step = nextCardStep(attempt, moment);
    if (step.tell && lacksCard(subscription))
      await this.tell(tx, attempt, merchant, subscription, moment.now);
    await this.note(tx, attempt, null, step.at);
  }

  private note(tx: Tx, { merchantId, id, checks }: Attempt, cardId: bigint | null, nextCheckAt: Date | null) {
    return this.attempts.update(tx, merchantId, id, { cardId, nextCheckAt, checks: checks + 1 });
  }

  /** Once: else the first that anybody hears of it is a customer whose renewal could not be tried. */
  private async tell(
    tx: Tx,
    { publicId, orderNo, pgCode }: Attempt,
    merchant: Merchant,
    subscription: Subscription,
    at: Date,
  ): Promise<void> {
    const agreement = await this.agreements.lockBySubscription(tx, merchant.id, subscription.id);
    if (agreement.told.includes(NO_CARD)) return;
    const { reviewAt, told } = agreement;
    await this.agreements.reviewed(tx, agreement, { reviewAt, told: [...told, NO_CARD] });
    await this.lifecycle.tell(tx, subscription, 'card.missing', at, {
      attempt_id: publicId,
      order_no: orderNo,
      gateway: pgCode,
      url: await this.links.toGiveCard(tx, merchant, subscription, at),
    });
  }
}

/** Nobody needs a card of what is over. */
function lacksCard({ cardId, endedAt }: Subscription): boolean {
  return cardId === null && endedAt === null;
}

/** The account may not ask for it, or there is none: that is an answer, and comes again whenever it is asked. */
function isWithoutList(answer: Exclude<ListCardsResult, { kind: 'listed' }>): boolean {
  const status = answer.kind === 'trouble' ? answer.trouble.httpStatus : null;
  return status !== null && status >= 400 && status < 500 && status !== 408;
}
