import { Injectable } from '@nestjs/common';
import { attemptMachine } from '../../domain/charge/attempt-states.js';
import { next } from '../../domain/state-machine.js';
import { crashpoint } from '../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { InvoicesRepository } from '../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../merchants/index.js';
import { SubscriptionsRepository } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargesRepository } from './charges.repository.js';
import { eventsFor, type GatewayOutcome } from './gateway-outcome.js';
import { SettleNegative } from './settle-negative.js';
import { SettleSuccess } from './settle-success.js';
import type { SettledBy, SettlementContext } from './settlement-context.js';
import { StopCollection } from './stop-collection.js';

/**
 * The one function through which anything that is learnt about an attempt enters the books: result,
 * invoice, ledger and events in one transaction. The order of arrival does not matter: a success is
 * taken in every state, anything else only where the table still allows it.
 */
@Injectable()
export class SettleCharge {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
    private readonly success: SettleSuccess,
    private readonly negative: SettleNegative,
    private readonly stopCollection: StopCollection,
  ) {}

  async execute(attempt: Attempt, outcome: GatewayOutcome, by: SettledBy): Promise<Attempt> {
    const settled = await this.uow.run((tx) => this.within(tx, attempt, outcome, by));
    crashpoint('after-settle');
    return settled;
  }

  /** For whoever has more to write in the same transaction, and holds no lock below the subscription's. */
  async within(tx: Tx, attempt: Attempt, outcome: GatewayOutcome, by: SettledBy): Promise<Attempt> {
    const context = await this.load(tx, attempt);
    const events = eventsFor(context.attempt.status, outcome);
    if (events.length === 0) return context.attempt;
    const status = events.reduce(
      (state, event) => next(attemptMachine, state, event),
      context.attempt.status,
    );
    if (outcome.kind === 'succeeded') await this.success.apply(tx, context, status, outcome.payment, by);
    else await this.negative.apply(tx, context, status, outcome, by);
    crashpoint('inside-settle');
    await this.stopCollection.finishRequestedCancel(tx, context.subscription, context.now);
    return context.attempt;
  }

  private async load(tx: Tx, { merchantId, id }: Attempt): Promise<SettlementContext> {
    const found = (await this.attempts.findById(tx, merchantId, id))!;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const subscription = await this.subscriptions.lockById(tx, merchantId, found.subscriptionId);
    const charge = await this.charges.lockById(tx, merchantId, found.chargeId);
    const invoice = await this.invoices.lockById(tx, merchantId, found.invoiceId);
    const attempt = await this.attempts.lockById(tx, merchantId, id);
    const moment = await this.clock.moment(tx, merchantId);
    return { merchant, subscription, charge, invoice, attempt, ...moment };
  }
}
