import { Injectable } from '@nestjs/common';
import { afterDeletionCall, type DeletionAnswer } from '../../../domain/card/card-deletion.js';
import type { CallClass } from '../../../domain/safeguards/request-budget.js';
import { type DeleteCardResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Card, CardLifecycle, CardsRepository, CardSyncsRepository } from '../../cards/index.js';
import { later } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { CardUsesRepository } from '../card-uses.repository.js';
import { WalletContext } from '../wallet-context.js';

/** Where Ottu says for ever that it is deleted and lists it, it is not asked every day. */
const MOST_DOUBTS = 5;

/** A list may name a deleted card a while yet. */
const LIST_LAG_HOURS = 1;

/** Has Ottu delete a card that was written down as to be deleted. May be done any number of times. */
@Injectable()
export class FinishDeletion {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: WalletContext,
    private readonly cards: CardsRepository,
    private readonly lifecycle: CardLifecycle,
    private readonly uses: CardUsesRepository,
    private readonly syncs: CardSyncsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** `at`: the instant of the clock's round, where it is the clock that asks. */
  async execute({ merchantId, id, customerId }: Card, callClass: CallClass, at?: Date): Promise<Card> {
    const { account, gatewayCustomerId } = await this.contexts.of(merchantId, customerId, callClass);
    const card = await this.uow.read((tx) => this.cards.findById(tx, merchantId, id));
    // Given again since it was read: deleting it now would take the card from under a new consent.
    if (card?.status !== 'deleting') return card!;
    const answer = await this.gateway.deleteCard(account, {
      token: this.cards.openToken(card),
      gatewayCustomerId,
    });
    return this.uow.run((tx) => this.conclude(tx, card, answer, at));
  }

  private async conclude(
    tx: Tx,
    { merchantId, id }: Card,
    answer: DeleteCardResult,
    at?: Date,
  ): Promise<Card> {
    const card = (await this.cards.lockById(tx, merchantId, id))!;
    const now = at ?? (await this.clock.now(tx, merchantId));
    if (card.status !== 'deleting') {
      // The customer gave it again while Ottu was deleting it: which of the two came last, its list tells.
      await this.syncs.hurry(tx, merchantId, card.customerId, now);
      return card;
    }
    const lockedUntil = await this.uses.lockedUntil(tx, card);
    const step = afterDeletionCall(told(answer), { tries: card.deletionTries, lockedUntil, now });
    if (step.kind === 'gone') {
      const { reason, keptAtOttu } = step;
      await this.lifecycle.confirmGone(tx, card, now, { statusReason: reason, keptAtOttu });
      const more = { reason: reason ?? undefined, kept_at_platform: keptAtOttu };
      await this.lifecycle.tell(tx, card, 'card.deleted', now, more);
      // One answer may be wrong, and an undeleted card can be charged: its customer's list is read once more.
      if (!keptAtOttu && card.deletionTries < MOST_DOUBTS)
        await this.syncs.afterPage(tx, merchantId, card.customerId, later(now, { hours: LIST_LAG_HOURS }));
      return card;
    }
    const isNews = card.statusReason !== step.reason;
    await this.lifecycle.postponeDeletion(tx, card, now, step);
    const more = { reason: step.reason, retry_at: step.at.toISOString() };
    if (isNews) await this.lifecycle.tell(tx, card, 'card.deletion_postponed', now, more);
    return card;
  }
}

function told(answer: DeleteCardResult): DeletionAnswer {
  return answer.kind === 'trouble' ? { kind: 'trouble', message: answer.trouble.message } : answer;
}
