import { Injectable } from '@nestjs/common';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { BalanceBook, BalancesRepository } from '../../balances/index.js';
import { type Attempt, CreditOpenAmount } from '../../charges/index.js';
import { EventsRepository } from '../../events/index.js';
import { InvoiceLifecycle, InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { GatewayAbility, RefundLifecycle } from '../../refunds/index.js';
import type { CreditNote } from '../credit-note.entity.js';
import { CreditFacts, type CreditRows } from '../credit-facts.js';
import { CreditSource } from '../credit-source.js';
import { CreditNotesRepository } from '../credit-notes.repository.js';
import type { CreditNoteRequest } from '../dto/create-credit-note.request.js';
import { type PlannedCredit, planCredit } from '../plan-credit.js';
import { isSameCredit } from '../same-credit.js';

/** Where the money of a note comes from. */
type Source = Pick<CreditNote, 'attemptId' | 'ofPaymentMinor' | 'refundId'>;

/**
 * Corrects a final invoice by a document of its own. Subscription, charge, invoice and payment are locked, in the
 * order that every path keeps: of two notes at once the second sees what the first left.
 */
@Injectable()
export class IssueCreditNote {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly facts: CreditFacts,
    private readonly notes: CreditNotesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly openAmount: CreditOpenAmount,
    private readonly source: CreditSource,
    private readonly ability: GatewayAbility,
    private readonly refundLifecycle: RefundLifecycle,
    private readonly balances: BalancesRepository,
    private readonly book: BalanceBook,
    private readonly merchants: MerchantsRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    request: CreditNoteRequest,
    idempotencyKey: string,
  ): Promise<CreditNote> {
    return this.uow.run(async (tx) => {
      const rows = await this.facts.lock(tx, merchantId, request.invoice);
      const before = await this.notes.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) return this.again(tx, rows, request, before);
      const plan = planCredit(request, rows.invoice, rows.lines, rows.creditedLines);
      const at = await this.clock.now(tx, merchantId);
      const source = await this.sourceOf(tx, rows, plan, request, { keyId, idempotencyKey, at });
      const note = await this.write(
        tx,
        rows,
        plan,
        request,
        { ...source, apiKeyId: keyId, idempotencyKey },
        at,
      );
      const credit = { id: note.id, ...plan, isOpen: request.to === 'open_amount' };
      await this.invoiceLifecycle.credit(tx, rows.invoice, credit, at);
      await this.tell(tx, rows, note, at);
      if (request.to === 'balance') await this.intoBalance(tx, rows, note, at);
      if (request.to === 'open_amount')
        await this.openAmount.execute(tx, { ...rows, charge: rows.charge! }, at);
      return note;
    });
  }

  /** The note that was issued under the key, for the request that it was issued for. */
  private async again(
    tx: Tx,
    { invoice, lines }: CreditRows,
    request: CreditNoteRequest,
    before: CreditNote,
  ): Promise<CreditNote> {
    const publicIds = new Map(lines.map(({ id, publicId }) => [id, publicId]));
    const credited = (await this.notes.linesOf(tx, before.merchantId, [before.id])).flatMap(
      ({ invoiceLineId, amountMinor }): [string, bigint][] =>
        publicIds.has(invoiceLineId) ? [[publicIds.get(invoiceLineId)!, amountMinor]] : [],
    );
    refuseOtherUse(before, isSameCredit(request, invoice, before, new Map(credited)));
    return before;
  }

  private async sourceOf(
    tx: Tx,
    rows: CreditRows,
    plan: PlannedCredit,
    request: CreditNoteRequest,
    by: { keyId: bigint; idempotencyKey: string; at: Date },
  ): Promise<Source> {
    const { invoice, charge, payment, attempts } = rows;
    if (request.to === 'open_amount') {
      if (!charge) throw new AppError('conflict', `Invoice ${invoice.publicId} is not being collected`);
      this.openAmount.refuseWhileUnderWay({ ...rows, charge }, attempts);
    }
    const ofPayment = await this.source.ofPayment(tx, rows, plan, request);
    if (request.to !== 'card')
      return { attemptId: ofPayment > 0n ? payment!.id : null, ofPaymentMinor: ofPayment, refundId: null };
    const refundId = await this.refund(tx, payment!, ofPayment, request, by);
    return { attemptId: null, ofPaymentMinor: 0n, refundId };
  }

  private async refund(
    tx: Tx,
    payment: Attempt,
    amountMinor: bigint,
    { reason, override_gateway: isOverridden }: CreditNoteRequest,
    { keyId, idempotencyKey, at }: { keyId: bigint; idempotencyKey: string; at: Date },
  ): Promise<bigint> {
    await this.ability.require(tx, payment, 'refund', isOverridden);
    const wanted = {
      origin: 'person',
      amountMinor,
      reason,
      apiKeyId: keyId,
      idempotencyKey: `credit-note:${idempotencyKey}`,
    } as const;
    return (await this.refundLifecycle.request(tx, payment, wanted, at)).id;
  }

  private async write(
    tx: Tx,
    { invoice, lines }: CreditRows,
    { lines: credited, amountMinor, taxMinor }: PlannedCredit,
    { to: destination, reason }: CreditNoteRequest,
    more: Source & Pick<CreditNote, 'apiKeyId' | 'idempotencyKey'>,
    issuedAt: Date,
  ): Promise<CreditNote> {
    const { merchantId, id: invoiceId, customerId, currency } = invoice;
    const number = await this.nextNumber(tx, merchantId, issuedAt);
    const lineIds = new Map(lines.map((line) => [line.publicId, line.id]));
    return this.notes.insert(
      tx,
      {
        merchantId,
        number,
        invoiceId,
        customerId,
        destination,
        currency,
        amountMinor,
        taxMinor,
        reason,
        issuedAt,
        ...more,
      },
      credited.map((line) => ({
        invoiceLineId: lineIds.get(line.id)!,
        amountMinor: line.amount,
        taxMinor: line.tax,
      })),
    );
  }

  /** The series stays locked to the end of this short transaction: what is rolled back leaves no gap. */
  private async nextNumber(tx: Tx, merchantId: bigint, at: Date): Promise<string> {
    const { timeZone } = (await this.merchants.findById(tx, merchantId))!;
    const series = `CN-${localDateOf(at, timeZone).slice(0, 4)}`;
    const number = await this.invoices.takeNumbers(tx, merchantId, series, 1);
    return `${series}-${String(number).padStart(6, '0')}`;
  }

  private async intoBalance(tx: Tx, { invoice }: CreditRows, note: CreditNote, at: Date): Promise<void> {
    const { merchantId, customerId, currency, subscriptionId, publicId } = invoice;
    const row = await this.balances.lock(tx, merchantId, customerId, currency, at);
    await this.book.write(tx, row, {
      kind: 'credit_note',
      amountMinor: note.amountMinor,
      occurredAt: at,
      creditNoteId: note.id,
      subscriptionId,
      reason: note.reason,
      data: { credit_note_id: note.publicId, invoice_id: publicId },
    });
  }

  private tell(tx: Tx, { invoice }: CreditRows, note: CreditNote, occurredAt: Date): Promise<void> {
    const { merchantId, customerId, subscriptionId, currency } = invoice;
    const amount = { amount: formatAmount(money(note.amountMinor, currency)), currency };
    return this.events.append(tx, merchantId, {
      type: 'credit_note.issued',
      customerId,
      subscriptionId,
      occurredAt,
      data: {
        credit_note_id: note.publicId,
        number: note.number,
        invoice_id: invoice.publicId,
        to: note.destination,
        amount,
        reason: note.reason,
      },
    });
  }
}
