import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Invoice, InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Charge } from '../charge.entity.js';
import { ChargeFactsReader } from '../charge-facts.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { decideAttempt } from '../decide-attempt.js';
import type { Moment } from '../waits.js';
import { type ChargeView, ReadCharges } from './read-charges.js';

/**
 * The merchant asks to charge the stored card now. It brings the next planned try forward and lets the clock
 * take it: one way to charge, with all that it looks at before. So it uses the step that was planned anyway,
 * and whoever asks ten times is charged once.
 */
@Injectable()
export class PayInvoiceNow {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly facts: ChargeFactsReader,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
    private readonly readCharges: ReadCharges,
  ) {}

  /** @throws AppError `conflict` when not now, `rule_violation` when not with the card on file */
  async execute(merchantId: bigint, invoicePublicId: string): Promise<ChargeView> {
    const charge = await this.uow.run((tx) => this.bringForward(tx, merchantId, invoicePublicId));
    return this.readCharges.get(merchantId, charge.publicId);
  }

  private async bringForward(tx: Tx, merchantId: bigint, invoicePublicId: string): Promise<Charge> {
    const found = await this.invoices.findByPublicId(tx, merchantId, invoicePublicId);
    if (!found) throw AppError.notFound('invoice', invoicePublicId);
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
    if (subscription === null) throw conflict(found, 'has no card that could be charged; send its pay link');
    const foundCharge = await this.charges.findByInvoice(tx, merchantId, found.id);
    if (!foundCharge) throw conflict(found, `is ${found.status}; there is nothing to charge`);
    const charge = await this.charges.lockById(tx, merchantId, foundCharge.id);
    const invoice = await this.invoices.lockById(tx, merchantId, found.id);
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    if (merchant.chargingStoppedAt !== null)
      throw conflict(invoice, 'cannot be charged: charging is stopped');
    refuseUnlessWaiting(invoice, charge);
    const moment = await this.clock.moment(tx, merchantId);
    await this.refuseUnlessChargeable(tx, charge, invoice, moment);
    const isDue = charge.nextAction === 'attempt' && charge.nextActionAt! <= moment.now;
    if (!isDue) {
      const plan = { action: 'attempt' as const, at: moment.now, reason: 'asked for over the API' };
      await this.lifecycle.postpone(tx, charge, plan, moment.now);
    }
    return charge;
  }

  private async refuseUnlessChargeable(
    tx: Tx,
    charge: Charge,
    invoice: Invoice,
    moment: Moment,
  ): Promise<void> {
    const facts = await this.facts.read(tx, [charge], moment.now);
    const decision = decideAttempt(facts.get(charge)!);
    if (decision.kind === 'cannot') {
      const why = sentence(decision.reason);
      throw new AppError(
        'rule_violation',
        `${why}; the customer can give another card, or pay by the pay link`,
      );
    }
    if (decision.kind === 'over') throw conflict(invoice, `is not collected any more: ${decision.reason}`);
    if (decision.kind === 'postpone') {
      const seconds = Math.ceil((decision.at.getTime() - moment.now.getTime()) / 1000);
      throw conflict(
        invoice,
        `can be charged again from ${decision.at.toISOString()} on: ${decision.reason}`,
        { 'retry-after': String(seconds) },
      );
    }
  }
}

function refuseUnlessWaiting(invoice: Invoice, charge: Charge): void {
  switch (charge.status) {
    case 'scheduled':
      return;
    case 'processing':
      throw conflict(invoice, 'is being charged this moment; its charge tells how that ends');
    case 'awaiting_customer':
      throw conflict(invoice, 'waits for the customer to pay it on a page');
    case 'blocked':
      throw conflict(invoice, 'waits for a person to decide about an earlier try');
    case 'failed':
      throw conflict(invoice, 'was given up; the customer can still pay it by link');
    case 'succeeded':
    case 'canceled':
      throw conflict(invoice, `is ${invoice.status}; there is nothing to charge`);
  }
}

function conflict(invoice: Invoice, what: string, headers: Record<string, string> = {}): AppError {
  return new AppError('conflict', `Invoice ${invoice.publicId} ${what}`, [], headers);
}

function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
