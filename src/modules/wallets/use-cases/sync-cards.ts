import { Injectable } from '@nestjs/common';
import { compareCards, type Comparison, type KnownCard } from '../../../domain/card/compare-cards.js';
import { nextSyncAt } from '../../../domain/card/next-sync.js';
import type { CallClass } from '../../../domain/safeguards/request-budget.js';
import { type CardReading, type ListCardsResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Card, CardsRepository, CardSyncsRepository } from '../../cards/index.js';
import { later } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { CardUsesRepository } from '../card-uses.repository.js';
import { type Wallet, WalletContext } from '../wallet-context.js';
import { ApplySync, type SyncCounts } from './apply-sync.js';

export type SyncResult = ({ kind: 'done' } & SyncCounts) | Exclude<ListCardsResult, { kind: 'listed' }>;

type Known = ReturnType<typeof knownOf>;
interface Listed {
  key: string;
  reading: CardReading;
}

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
    const found = compareCards(before.map(knownOf), listed);
    const gone = await this.confirmGone(wallet, found);
    return this.uow.run(async (tx) => {
      const now = at ?? (await this.clock.now(tx, merchantId));
      const counts = await this.apply.execute(tx, wallet, { ...found, missing: gone }, now);
      await this.schedule(tx, wallet, now);
      return { kind: 'done' as const, ...counts };
    });
  }

  /**
   * A card that pays for something has vanished only if its agreement has no card at Ottu either. The list alone is
   * also empty when the account, or the kind of account, is not the one that we take it for, and then every
   * customer would be asked for another card.
   */
  private async confirmGone(wallet: Wallet, { missing }: Comparison<Known, Listed>): Promise<Known[]> {
    if (missing.length === 0) return [];
    const { merchant, customer, account, gatewayCustomerId } = wallet;
    const inForce = await this.uow.read((tx) => this.uses.agreementsInForce(tx, merchant.id, customer.id));
    const gone: Known[] = [];
    for (const known of missing) {
      const agreementId = inForce.get(known.card.id);
      if (agreementId !== undefined) {
        const again = await this.gateway.listCards(account, { gatewayCustomerId, agreementId });
        if (again.kind !== 'listed') continue;
        if (again.cards.some(({ token }) => this.cards.keyOf(token) === known.key)) continue;
      }
      gone.push(known);
    }
    return gone;
  }

  private async schedule(tx: Tx, { merchant, customer }: Wallet, now: Date): Promise<void> {
    const paid = await this.uses.paidByCard(tx, merchant.id, customer.id);
    await this.syncs.record(tx, merchant.id, customer.id, {
      dueAt: paid.length === 0 ? null : nextSyncAt(now),
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

function knownOf(card: Card): KnownCard & { card: Card } {
  const { tokenHash, deletionRequestedAt } = card;
  const key = tokenHash.toString('hex');
  return { key, state: card.status, deletionWanted: deletionRequestedAt !== null, card };
}
