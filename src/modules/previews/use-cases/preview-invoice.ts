import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../../domain/invoice/build-invoice.js';
import { type FromBalance, payFromBalance } from '../../../domain/invoice/from-balance.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { BalancesRepository } from '../../balances/index.js';
import { CreateInvoice, type CreateInvoiceRequest } from '../../charges/index.js';
import { Foretell } from '../../insights/index.js';
import { MerchantClock } from '../../merchants/index.js';

export interface InvoicePreview {
  draft: InvoiceDraft;
  dueAt: Date | null;
  fromBalance: FromBalance;
  /** Charged to a card as it is made, in minor units. */
  dueNow: bigint;
}

type Decided = Awaited<ReturnType<CreateInvoice['imagine']>>;

/** What an invoice that a person makes would come to: decided by the code that makes it. */
@Injectable()
export class PreviewInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly creating: CreateInvoice,
    private readonly foretell: Foretell,
    private readonly balances: BalancesRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, request: CreateInvoiceRequest): Promise<InvoicePreview> {
    return this.uow.read(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      const decided = await this.creating.imagine(tx, merchantId, request, now);
      const { draft, payer, wanted } = decided;
      const { balanceMinor, isWhole } = await this.balanceOf(tx, decided);
      const fromBalance = payFromBalance(balanceMinor, draft, isWhole);
      const dueNow = payer && !request.draft ? fromBalance.due : 0n;
      return { draft, dueAt: wanted.dueAt, fromBalance, dueNow };
    });
  }

  /** The customer pays any rest by the link; only a card may be charged one amount alone. */
  private async balanceOf(tx: Tx, { payer, customer: { merchantId, id }, wanted: { currency } }: Decided) {
    if (payer) return this.foretell.balanceOf(tx, payer);
    return { balanceMinor: await this.balances.amountOf(tx, merchantId, id, currency), isWhole: false };
  }
}
