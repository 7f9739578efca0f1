import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { Drafts, type Invoice, InvoiceLifecycle, InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import { AttemptsRepository } from '../attempts.repository.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { CreditOpenAmount, type OpenInvoice } from '../credit-open-amount.js';
import { SettleSuccess } from '../settle-success.js';

/**
 * A person ends the collecting of an open invoice: void, as if it had never been owed, or written off. Either way
 * nothing holds its subscription back any more; who wants that to end as well cancels it.
 */
@Injectable()
export class CloseInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly charges: ChargesRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly attempts: AttemptsRepository,
    private readonly drafts: Drafts,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly openAmount: CreditOpenAmount,
    private readonly settle: SettleSuccess,
    private readonly clock: MerchantClock,
  ) {}

  void(merchantId: bigint, publicId: string, reason: string): Promise<Invoice> {
    return this.uow.run(async (tx) => {
      const at = await this.clock.now(tx, merchantId);
      const found = await this.invoices.findByPublicId(tx, merchantId, publicId);
      if (found?.status === 'draft') return this.discard(tx, found, at, reason);
      const open = await this.lock(tx, merchantId, publicId);
      await this.chargeLifecycle.apply(tx, open.charge, 'cancel', at);
      await this.invoiceLifecycle.void(tx, open.invoice, at, reason);
      await this.settle.moveSubscription(tx, { ...open, now: at });
      return open.invoice;
    });
  }

  private async discard(
    tx: Tx,
    { merchantId, publicId }: Invoice,
    at: Date,
    reason: string,
  ): Promise<Invoice> {
    const draft = await this.drafts.lock(tx, merchantId, publicId);
    await this.drafts.discard(tx, draft, at, reason);
    return draft;
  }

  /** It stays owed on paper: the customer can still pay it by its link, and then it is recovered. */
  writeOff(merchantId: bigint, publicId: string, reason: string): Promise<Invoice> {
    return this.uow.run(async (tx) => {
      const open = await this.lock(tx, merchantId, publicId);
      const at = await this.clock.now(tx, merchantId);
      // Given up for good: it holds nothing back any more, and a new card is not tried for it.
      await this.chargeLifecycle.apply(tx, open.charge, 'give_up', at, { firstDeclinedAt: null });
      await this.chargeLifecycle.tell(tx, open.charge, 'charge.failed', at, { reason });
      await this.invoiceLifecycle.markUncollectible(tx, open.invoice, at, reason);
      await this.settle.moveSubscription(tx, { ...open, now: at });
      return open.invoice;
    });
  }

  private async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<OpenInvoice> {
    const found = await this.invoices.findByPublicId(tx, merchantId, publicId);
    if (!found) throw AppError.notFound('invoice', publicId);
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
    const foundCharge = await this.charges.findByInvoice(tx, merchantId, found.id);
    const charge = foundCharge && (await this.charges.lockById(tx, merchantId, foundCharge.id));
    const invoice = await this.invoices.lockById(tx, merchantId, found.id);
    if (invoice.status !== 'open' || !charge)
      throw new AppError(
        'conflict',
        `Invoice ${publicId} is ${invoice.status}; only what is open can be closed`,
      );
    const open = { subscription, charge, invoice };
    this.openAmount.refuseWhileUnderWay(open, await this.attempts.ofInvoice(tx, merchantId, invoice.id));
    return open;
  }
}
