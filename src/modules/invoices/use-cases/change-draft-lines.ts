import { Injectable } from '@nestjs/common';
import { freeLine } from '../../../domain/invoice/free-line.js';
import { MoneyError, zero } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import { Drafts } from '../drafts.js';
import { isSameLine, readFreeLine } from '../free-line-request.js';
import type { Invoice } from '../invoice.entity.js';
import type { InvoiceLine } from '../invoice-line.entity.js';
import { InvoiceLifecycle } from '../invoice-lifecycle.js';
import { lineRow } from '../invoice-rows.js';
import { InvoicesRepository } from '../invoices.repository.js';
import type { FreeLineRequest } from '../terms/dto/terms.requests.js';

/** More would make an invoice that nobody can read. */
const MOST_LINES = 200;

/** Lines that a person adds to a draft, and takes off again. Discount and tax of all its lines follow at once. */
@Injectable()
export class ChangeDraftLines {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly drafts: Drafts,
    private readonly invoices: InvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly clock: MerchantClock,
  ) {}

  add(merchantId: bigint, publicId: string, request: FreeLineRequest, key: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const draft = await this.drafts.lock(tx, merchantId, publicId);
      const { currency, periodStart: start, periodEnd: end } = draft;
      const wanted = readFreeLine(request, currency);
      const before = await this.invoices.findLineByIdempotencyKey(tx, merchantId, key);
      if (before) return refuseOtherUse(before, before.invoiceId === draft.id && isSameLine(before, wanted));
      const lines = await this.invoices.linesOf(tx, merchantId, [draft.id]);
      if (lines.length >= MOST_LINES)
        throw new AppError('rule_violation', `An invoice has at most ${MOST_LINES} lines`);
      const line = freeLine(wanted, { start, end }, await this.zoneOf(tx, draft));
      const none = zero(currency);
      const bare = { ...line, discount: none, discounts: [], taxableAmount: line.amount, taxes: [], total: line.amount }; // prettier-ignore
      await this.invoices.addLine(tx, draft, lineRow(bare, new Map()), key);
      await this.compute(tx, draft);
    });
  }

  remove(merchantId: bigint, publicId: string, lineId: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const draft = await this.drafts.lock(tx, merchantId, publicId);
      const lines = await this.invoices.linesOf(tx, merchantId, [draft.id]);
      const line = lines.find((one) => one.publicId === lineId);
      if (!line) throw AppError.notFound('line', lineId);
      refuseUnlessFree(line);
      await this.invoices.removeLine(tx, merchantId, line.id);
      await this.forget(tx, draft, line);
      await this.compute(tx, draft);
    });
  }

  /** As of the lines beside it: in UTC a period that begins at midnight is told for the day before, also on paper. */
  private async zoneOf(tx: Tx, { merchantId, subscriptionId, customerId }: Invoice): Promise<string> {
    if (subscriptionId !== null)
      return (await this.subscriptions.findById(tx, merchantId, subscriptionId))!.timeZone;
    return (await this.customers.findById(tx, merchantId, customerId))!.timeZone;
  }

  /** A line that had waited for this invoice is not wanted: discarding the draft does not bring it back. */
  private async forget(tx: Tx, draft: Invoice, { position }: InvoiceLine): Promise<void> {
    const basis = draft.draftBasis;
    if (!basis?.pending.some((one) => one.position === position)) return;
    const pending = basis.pending.filter((one) => one.position !== position);
    const draftBasis = { ...basis, pending };
    await this.invoices.update(tx, draft.merchantId, draft.id, { draftBasis });
    Object.assign(draft, { draftBasis });
  }

  private async compute(tx: Tx, draft: Invoice): Promise<void> {
    const at = await this.clock.now(tx, draft.merchantId);
    const rebuilt = (await this.rebuilt(tx, draft))!;
    await this.drafts.saveLines(tx, draft.merchantId, rebuilt);
    await this.lifecycle.redraft(tx, draft, rebuilt.draft, at);
  }

  private async rebuilt(tx: Tx, draft: Invoice) {
    try {
      return (await this.drafts.rebuild(tx, [draft])).get(draft.id);
    } catch (error) {
      if (error instanceof MoneyError) throw AppError.field('rule_violation', 'unit_amount', error.message);
      throw error;
    }
  }
}

function refuseUnlessFree({ publicId, priceId, kind }: InvoiceLine): void {
  if (priceId === null && kind === 'one_off') return;
  const what = `Line ${publicId} follows from a price; only a line that was added by hand can be taken off. Add a credit instead`;
  throw new AppError('rule_violation', what);
}
