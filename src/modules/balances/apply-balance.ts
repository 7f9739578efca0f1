import { Injectable } from '@nestjs/common';
import { isOfOneAmount } from '../../domain/agreement/agreement-terms.js';
import { takenFrom } from '../../domain/invoice/from-balance.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../cards/index.js';
import { BalanceBook } from './balance-book.js';
import { BalancesRepository } from './balances.repository.js';

/** What an invoice is to this room, which lies below that of invoices. */
export interface Payable {
  merchantId: bigint;
  id: bigint;
  publicId: string;
  customerId: bigint;
  subscriptionId: bigint | null;
  currency: string;
  totalMinor: bigint;
  /** Of one that is made by hand; its customer may pay any rest by the link. */
  collection: 'send_invoice' | 'charge_automatically' | null;
}

/** Pays invoices out of what is kept for their customers, before any card is charged. */
@Injectable()
export class ApplyBalance {
  constructor(
    private readonly balances: BalancesRepository,
    private readonly book: BalanceBook,
    private readonly agreements: AgreementsRepository,
  ) {}

  /**
   * What was taken for each invoice, by its id; those for which there was nothing are not in it. All of one
   * merchant. Customers without a balance, which is nearly all, cost one statement for the whole batch.
   */
  async execute(
    tx: Tx,
    merchantId: bigint,
    invoices: readonly Payable[],
    at: Date,
  ): Promise<Map<bigint, bigint>> {
    const owing = invoices.filter(({ totalMinor }) => totalMinor > 0n);
    const applied = new Map<bigint, bigint>();
    if (owing.length === 0) return applied;
    const customers = [...new Set(owing.map(({ customerId }) => customerId))];
    const rows = await this.balances.lockPositive(tx, merchantId, customers);
    if (rows.length === 0) return applied;
    const whole = await this.paidWhole(tx, owing);
    for (const invoice of owing) {
      const row = rows.find(
        (one) => one.customerId === invoice.customerId && one.currency === invoice.currency,
      );
      const taken =
        row === undefined ? 0n : takenFrom(row.balanceMinor, invoice.totalMinor, whole.has(invoice));
      if (row === undefined || taken === 0n) continue;
      await this.book.write(tx, row, {
        kind: 'applied',
        amountMinor: -taken,
        occurredAt: at,
        ...about(invoice),
      });
      applied.set(invoice.id, taken);
    }
    return applied;
  }

  /** Those for which a card is charged one amount only. */
  private async paidWhole(tx: Tx, invoices: readonly Payable[]): Promise<Set<Payable>> {
    const charged = invoices.flatMap((invoice) => {
      const { merchantId, subscriptionId: id, collection } = invoice;
      return id === null || collection === 'send_invoice' ? [] : [{ invoice, key: { merchantId, id } }];
    });
    const agreements = await this.agreements.findBySubscriptionKeys(tx, charged.map(({ key }) => key)); // prettier-ignore
    return new Set(
      charged.filter(({ key }) => isOfOneAmount(agreements.get(key.id))).map(({ invoice }) => invoice),
    );
  }

  /** All that is open of it, asked for by a person; null, or what there is where that is not enough: nothing is taken then. */
  async settle(tx: Tx, invoice: Payable, openMinor: bigint, at: Date): Promise<bigint | null> {
    const { merchantId, customerId, currency } = invoice;
    const row = await this.balances.lock(tx, merchantId, customerId, currency, at);
    if (row.balanceMinor < openMinor) return row.balanceMinor;
    const move = { kind: 'settled', amountMinor: -openMinor, occurredAt: at } as const;
    await this.book.write(tx, row, { ...move, ...about(invoice) });
    return null;
  }

  /** Its credits are more than its charges: what is left over is kept for the customer. */
  async keepCredit(tx: Tx, invoice: Payable, creditMinor: bigint, at: Date): Promise<void> {
    const { merchantId, customerId, currency } = invoice;
    const row = await this.balances.lock(tx, merchantId, customerId, currency, at);
    const move = { kind: 'invoice_credit', amountMinor: creditMinor, occurredAt: at } as const;
    await this.book.write(tx, row, { ...move, ...about(invoice) });
  }

  /** An invoice is void, so what it took belongs to its customer again. */
  async giveBack(tx: Tx, invoice: Payable, appliedMinor: bigint, at: Date, reason: string): Promise<void> {
    if (appliedMinor === 0n) return;
    const { merchantId, customerId, currency } = invoice;
    const row = await this.balances.lock(tx, merchantId, customerId, currency, at);
    const move = { kind: 'returned', amountMinor: appliedMinor, occurredAt: at, reason } as const;
    await this.book.write(tx, row, { ...move, ...about(invoice) });
  }
}

function about({ id, publicId, subscriptionId }: Payable) {
  return { invoiceId: id, subscriptionId, data: { invoice_id: publicId } };
}
