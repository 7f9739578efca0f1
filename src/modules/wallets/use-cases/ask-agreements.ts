import { Injectable } from '@nestjs/common';
import { cardOfAgreement, LIST_LAG_MINUTES } from '../../../domain/card/card-of-agreement.js';
import type { Comparison, KnownCard } from '../../../domain/card/compare-cards.js';
import { type CardReading, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Card, CardsRepository } from '../../cards/index.js';
import { after } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type AgreementInForce, CardUsesRepository } from '../card-uses.repository.js';
import type { Wallet } from '../wallet-context.js';

export type Known = KnownCard & { card: Card };
export interface Listed {
  key: string;
  reading: CardReading;
}

/** What the agreements themselves said of their cards. */
export interface Heard {
  gone: Known[];
  /** Bound at Ottu to another card than here. */
  moved: { agreement: AgreementInForce; reading: CardReading }[];
  /** To be asked once more, soon. */
  isTooEarly: boolean;
}

/** Asks Ottu by the agreement which card it is bound to, where a customer's list is not enough to go by. */
@Injectable()
export class AskAgreements {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly cards: CardsRepository,
    private readonly uses: CardUsesRepository,
    private readonly clock: MerchantClock,
  ) {}

  /**
   * A card that pays for something has vanished only if its agreement does not have it at Ottu either. The list alone is
   * also empty when the account, or the kind of account, is not the one that we take it for, and then every customer
   * would be asked for another card. An agreement may also have moved to another card of which we were told nothing, or
   * an altered token: then ours is refused, or not listed, or a card turns up that nobody here knows.
   */
  async execute(
    wallet: Wallet,
    { missing, adopt }: Comparison<Known, Listed>,
    known: readonly Known[],
    listed: readonly Listed[],
  ): Promise<Heard> {
    const { merchant, customer } = wallet;
    const inForce = await this.uow.read((tx) => this.uses.agreementsInForce(tx, merchant.id, customer.id));
    const moment = await this.uow.read((tx) => this.clock.moment(tx, merchant.id));
    const noLagSince = after(moment, { minutes: -LIST_LAG_MINUTES });
    const readings = new Map(listed.map(({ key, reading }) => [key, reading]));
    const gone = new Set(missing);
    const heard: Heard = { gone: [], moved: [], isTooEarly: false };
    for (const agreement of inForce) {
      const ours = known.find(({ card }) => card.id === agreement.cardId)!;
      if (!gone.has(ours) && adopt.length === 0 && !agreement.isRefused) continue;
      const named = await this.named(wallet, agreement);
      const here = { key: ours.key, boundAt: agreement.boundAt };
      const word = named && cardOfAgreement(named, here, new Set(readings.keys()), noLagSince);
      if (word === 'another') heard.moved.push({ agreement, reading: readings.get(named![0]!)! });
      else if (word !== 'none') gone.delete(ours);
      if (word === 'too_early') heard.isTooEarly = true;
    }
    return { ...heard, gone: [...gone] };
  }

  /** By their keys; null when it was not heard, which says nothing. */
  private async named(
    { account, gatewayCustomerId }: Wallet,
    { name: agreementId }: AgreementInForce,
  ): Promise<string[] | null> {
    const answer = await this.gateway.listCards(account, { gatewayCustomerId, agreementId });
    if (answer.kind !== 'listed') return null;
    const own = answer.cards.filter((one) => one.gatewayCustomerId === gatewayCustomerId);
    return own.map(({ token }) => this.cards.keyOf(token));
  }
}
