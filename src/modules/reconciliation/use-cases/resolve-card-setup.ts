import { Injectable, Logger } from '@nestjs/common';
import { LIST_LAG_MINUTES } from '../../../domain/card/card-of-agreement.js';
import { zero } from '../../../domain/money/money.js';
import { type CardReading, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { after, type AgreedPayer, AttemptContext, judgeLook, type Moment } from '../../charges/index.js';
import {
  type CardSetup,
  CardSetupsRepository,
  CloseCardSetup,
  CompleteCardSetup,
} from '../../checkout/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { nextSetupStep } from '../next-setup-step.js';
import { FetchCard } from './fetch-card.js';

/** While a list may still show the card of before, a paid page is read so often. */
const AGAIN_MINUTES = 5;

/** Finds out whether the customer has saved a card on the page. */
@Injectable()
export class ResolveCardSetup {
  private readonly logger = new Logger(ResolveCardSetup.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly contexts: AttemptContext,
    private readonly setups: CardSetupsRepository,
    private readonly fetchCard: FetchCard,
    private readonly complete: CompleteCardSetup,
    private readonly close: CloseCardSetup,
    private readonly clock: MerchantClock,
  ) {}

  async execute(setup: CardSetup): Promise<void> {
    const payer = await this.contexts.payer(setup.merchantId, setup.subscriptionId, null, setup.agreementId);
    // The customer was just at the page and waits for the trial; of what is over nothing is lost if it is read tomorrow.
    const callClass = setup.status === 'open' ? 'interactive' : 'housekeeping';
    const account = { ...payer.account, callClass } as const;
    const look = await this.gateway.retrieveSession(account, setup.sessionId!);
    const verdict = judgeLook(look, { orderNo: setup.orderNo, amount: zero(setup.currency) });
    const moment = await this.uow.read((tx) => this.clock.moment(tx, setup.merchantId));
    const { kind } = verdict;
    const page = {
      openedAt: setup.createdAt,
      paidAt: setup.paidSeenAt ?? moment.now,
      // Whom it waits for is believed at the last look, before nobody is.
      mayWait: nextSetupStep(setup, kind, false, moment) === 'wait',
    };
    const card =
      kind === 'paid'
        ? await this.fetchCard.afterPage(payer, verdict.payment.card, page, moment)
        : look.kind === 'not_found'
          ? await this.ofAgreement(setup, payer, moment)
          : null;
    switch (nextSetupStep(setup, kind, card !== null, moment)) {
      case 'complete':
        return this.complete.execute(setup, card!);
      case 'end':
        return this.complete.expire(setup);
      case 'close':
        await this.close.execute(setup);
        return;
      case 'give_up':
        this.logger.warn({ setup_id: setup.publicId, seen: kind }, 'A page for a card is given up');
        return this.complete.giveUp(setup, setup.nextCheckAt ?? moment.now, kind === 'paid');
      case 'wait':
        return kind === 'paid' ? this.awaitCard(setup, page.paidAt, moment) : undefined;
    }
  }

  /**
   * Ottu knows no such page: the answer to its opening may have named a wrong session, while the customer saves a card on
   * the right one. Then the agreement names another card than here. Not where its list may still name the card of before.
   */
  private async ofAgreement(
    { createdAt }: CardSetup,
    payer: AgreedPayer,
    moment: Moment,
  ): Promise<CardReading | null> {
    const { status, updatedAt } = payer.agreement;
    const isSettled = (since: Date) => moment.now >= after(moment, { minutes: LIST_LAG_MINUTES }, since);
    if (!isSettled(createdAt) || (status === 'active' && !isSettled(updatedAt))) return null;
    return this.fetchCard.another(payer);
  }

  private async awaitCard(setup: CardSetup, paidAt: Date, moment: Moment): Promise<void> {
    if (moment.now >= after(moment, { minutes: LIST_LAG_MINUTES }, paidAt)) return;
    const again = after(moment, { minutes: AGAIN_MINUTES });
    await this.uow.read((tx) => this.setups.awaitCard(tx, setup, paidAt, again));
  }
}
