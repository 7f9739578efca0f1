import { Injectable } from '@nestjs/common';
import { LIST_LAG_MINUTES } from '../../../domain/card/card-of-agreement.js';
import { compareCards } from '../../../domain/card/compare-cards.js';
import { nextSyncAt } from '../../../domain/card/next-sync.js';
import type { CallClass } from '../../../domain/safeguards/request-budget.js';
import { type ListCardsResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Card, CardsRepository, CardSyncsRepository } from '../../cards/index.js';
import { after, later } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { CardUsesRepository } from '../card-uses.repository.js';
import { type Wallet, WalletContext } from '../wallet-context.js';
import { ApplySync, type SyncCounts } from './apply-sync.js';
import { AskAgreements, type Known } from './ask-agreements.js';

export type SyncResult = ({ kind: 'done' } & SyncCounts) | Exclude<ListCardsResult, { kind: 'listed' }>;

const FAILED_RETRY_HOURS = 24;
const LEAST_WAIT_SECONDS = 3600;

/** Compares a customer's cards with the list at Ottu, which is asked outside of any transaction. */
@Injectable()
export class SyncCards {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: WalletContext,
    private readonly cards: CardsRepository,
    private readonly syncs: CardSyncsRepository,
    private readonly uses: CardUsesRepository,
    private readonly askAgreements: AskAgreements,
    private readonly apply: ApplySync,
    private readonly clock: MerchantClock,
  ) {}

  /** `at`: the instant of the clock's round, where it is the clock that asks. */
  async execute(
    merchantId: bigint,
    customerId: bigint,
    callClass: CallClass,
    at?: Date,
  ): Promise<SyncResult> {
    const wallet = await this.contexts.of(merchantId, customerId, callClass);
    // Before the list: what is saved while it is on its way is not in it, and has not vanished.
    const before = await this.uow.read((tx) => this.cards.ofCustomer(tx, merchantId, customerId));
    const { gatewayCustomerId, account } = wallet;
    const answer = await this.gateway.listCards(account, { gatewayCustomerId });
    if (answer.kind !== 'listed') {
      await this.uow.run((tx) => this.noteFailure(tx, wallet, answer, at));
      return answer;
    }
    const listed = answer.cards.map((reading) => ({ key: this.cards.keyOf(reading.token), reading }));
    const moment = await this.uow.read((tx) => this.clock.moment(tx, merchantId));
    const settledSince = after(moment, { minutes: -LIST_LAG_MINUTES });
    const known = before.map((card) => knownOf(card, settledSince));
    const found = compareCards(known, listed);
    const { gone, moved, isTooEarly } = await this.askAgreements.execute(wallet, found, known, listed);
    return this.uow.run(async (tx) => {
      const now = at ?? (await this.clock.now(tx, merchantId));
      const counts = await this.apply.execute(tx, wallet, { ...found, missing: gone, moved }, now);
      await this.schedule(tx, wallet, now, isTooEarly);
      return { kind: 'done' as const, ...counts };
    });
  }

  private async schedule(tx: Tx, { merchant, customer }: Wallet, now: Date, isSoon: boolean): Promise<void> {
    const paid = await this.uses.paidByCard(tx, merchant.id, customer.id);
    const next = isSoon ? later(now, { seconds: LEAST_WAIT_SECONDS }) : nextSyncAt(now);
    await this.syncs.record(tx, merchant.id, customer.id, {
      dueAt: paid.length === 0 ? null : next,
      askedAt: now,
      failure: null,
    });
  }

  /** Nothing is believed gone because a list did not come: some accounts have none to give. */
  private async noteFailure(
    tx: Tx,
    { merchant, customer }: Wallet,
    answer: Exclude<ListCardsResult, { kind: 'listed' }>,
    at?: Date,
  ): Promise<void> {
    const now = at ?? (await this.clock.now(tx, merchant.id));
    const isBusy = answer.kind === 'rate_limited';
    const dueAt = isBusy
      ? later(now, { seconds: Math.max(LEAST_WAIT_SECONDS, answer.retryAfterSeconds) })
      : later(now, { hours: FAILED_RETRY_HOURS });
    const failure = isBusy ? 'no request to Ottu was left for it' : answer.trouble.message.slice(0, 300);
    await this.syncs.record(tx, merchant.id, customer.id, { dueAt, askedAt: now, failure });
  }
}

function knownOf(card: Card, settledSince: Date): Known {
  const { tokenHash, deletionRequestedAt, keptAtOttu, updatedAt } = card;
  const isSettled = updatedAt <= settledSince;
  const wanted = keptAtOttu ? 'kept' : isSettled ? 'wanted' : 'unsettled';
  const deletion = deletionRequestedAt === null ? 'not_wanted' : wanted;
  return { key: tokenHash.toString('hex'), state: card.status, deletion, card };
}
