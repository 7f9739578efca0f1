import { Injectable } from '@nestjs/common';
import { DEFAULT_MAILS } from '../../domain/dunning/ladder.js';
import type { Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CustomersRepository } from '../customers/index.js';
import type { Invoice } from '../invoices/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Charge, StoredLadder } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';

interface About {
  charge: Charge;
  invoice: Invoice;
  subscription: Subscription;
  now: Date;
}

/**
 * What is to be written to the customer, as events: whoever sends the mails reads them, and finds in each what
 * the mail must contain and where the link to pay is made. The link itself is not in it: events are kept for
 * years and read by many, and the link is made for whoever opens it.
 */
@Injectable()
export class DunningMails {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly lifecycle: ChargeLifecycle,
  ) {}

  /** After a decline, when it is known what comes next. */
  async afterDecline(tx: Tx, about: About, ladder: StoredLadder, decline: Decline, isFirst: boolean) {
    const mails = ladder.mails ?? DEFAULT_MAILS;
    const isTriedAgain = about.charge.nextAction === 'attempt';
    // Where a new card is on file already, it is tried next, and nobody is asked for one.
    const needsCard = !isTriedAgain && (decline.class === 'hard' || decline.class === 'card_problem');
    const contains = ['amount', 'reason'];
    if (needsCard) contains.push('new_card_needed');
    else if (isTriedAgain) contains.push('next_attempt_at');
    const template = needsCard ? mails.newCardNeeded : isFirst ? mails.declined : mails.declinedAgain;
    await this.tell(tx, about, ladder, template, contains, { reason: decline.message });
  }

  async beforeFinal(tx: Tx, about: About, ladder: StoredLadder): Promise<void> {
    const { beforeFinal } = ladder.mails ?? DEFAULT_MAILS;
    await this.tell(tx, about, ladder, beforeFinal, ['amount'], {});
  }

  private async tell(
    tx: Tx,
    { charge, invoice, subscription, now }: About,
    ladder: StoredLadder,
    template: string | null,
    contains: string[],
    data: Record<string, unknown>,
  ): Promise<void> {
    if (template === null) return;
    const customer = (await this.customers.findById(tx, charge.merchantId, charge.customerId))!;
    await this.lifecycle.tell(tx, charge, 'dunning.mail_due', now, {
      template,
      language: customer.language,
      contains: [...contains, 'final_at', 'final_action', 'pay_link'],
      pay_link: { method: 'POST', path: `/v1/invoices/${invoice.publicId}/pay-link` },
      customer: customer.publicId,
      subscription_id: subscription.publicId,
      invoice_id: invoice.publicId,
      number: invoice.number,
      next_attempt_at: charge.nextAction === 'attempt' ? charge.nextActionAt!.toISOString() : null,
      grace_until: ladder.graceUntil,
      final_at: ladder.finalAt,
      final_action: ladder.finalAction,
      time_zone: subscription.timeZone,
      ...data,
    });
  }
}
