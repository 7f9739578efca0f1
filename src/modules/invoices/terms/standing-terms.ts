import { Injectable } from '@nestjs/common';
import { type InvoiceTerms, PLAIN_TERMS } from '../../../domain/invoice/terms.js';
import { money } from '../../../domain/money/money.js';
import { type CountryRate, decideTax } from '../../../domain/tax/decide-tax.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import type { RowKey, Writer } from '../../../platform/database/writes.js';
import { DiscountsRepository, type StandingDiscount, UseDiscounts } from '../../coupons/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { countryRateOf, TaxRatesRepository } from '../../tax-rates/index.js';
import type { Invoice } from '../invoice.entity.js';
import { type Payer, PayersRepository } from './payers.repository.js';
import type { PendingLine } from './pending-line.entity.js';
import { readProration } from './stored-proration.js';
import { PendingLinesRepository } from './pending-lines.repository.js';

/** What of the terms depends on the customer and the merchant alone. */
export type TermsOfCustomer = Pick<StandingTerms, 'hasBalance' | 'reviewHours' | 'tax'>;

/** The terms of a subscription, and the rows behind them, which an invoice uses up. */
export interface StandingTerms extends Pick<InvoiceTerms, 'tax' | 'pendingLines' | 'prorations'> {
  hasBalance: boolean;
  /** For how long the merchant wants invoices to be drafts. */
  reviewHours: number;
  discountRows: readonly StandingDiscount[];
  lineRows: readonly PendingLine[];
}

/** Which coupons would be in force, where an act that is only looked at would bring one or take one off. */
export type ReviseCoupons = (standing: readonly StandingDiscount[]) => StandingDiscount[];

/** The same of the lines that wait for the next invoice. */
export type ReviseLines = (waiting: readonly PendingLine[]) => PendingLine[];

export const AS_THEY_ARE: ReviseCoupons = (standing) => [...standing];

/**
 * Coupons, tax and added lines. Of a whole batch in one statement a table, and in none for a table that no
 * subscription of the batch needs: their rows, and that of the merchant, say how much there is to look for.
 */
@Injectable()
export class TermsOfSubscriptions {
  constructor(
    private readonly payers: PayersRepository,
    private readonly taxRates: TaxRatesRepository,
    private readonly discounts: DiscountsRepository,
    private readonly useDiscounts: UseDiscounts,
    private readonly pendingLines: PendingLinesRepository,
    private readonly subscriptions: SubscriptionsRepository,
  ) {}

  /** By subscription. `coupons` says which would be in force; `known`, who pays, by customer, if that was read before. */
  async read(
    tx: Tx,
    subscriptions: readonly Subscription[],
    coupons: ReviseCoupons = AS_THEY_ARE,
    known?: ReadonlyMap<bigint, Payer>,
  ): Promise<Map<bigint, StandingTerms>> {
    const keys = subscriptions.map(({ merchantId, customerId }) => ({ merchantId, id: customerId }));
    const payers = await this.ofPayers(tx, known ?? (await this.payers.read(tx, keys)));
    const discounted = subscriptions.filter(({ discountCount }) => discountCount > 0);
    const discounts = coupons(await this.discounts.standing(tx, discounted));
    const withLines = subscriptions.filter(({ pendingLineCount }) => pendingLineCount > 0);
    const lines = await this.pendingLines.waiting(tx, withLines);
    return new Map(
      subscriptions.map((subscription) => {
        const payer = payers.get(subscription.customerId)!;
        const lineRows = lines.filter(({ subscriptionId }) => subscriptionId === subscription.id);
        const terms: StandingTerms = {
          ...payer,
          ...waitingLines(lineRows),
          discountRows: discounts.filter(({ subscriptionId }) => subscriptionId === subscription.id),
          lineRows,
        };
        return [subscription.id, terms];
      }),
    );
  }

  /** What depends on the customer and the merchant alone, by customer. */
  async ofCustomers(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, TermsOfCustomer>> {
    return this.ofPayers(tx, await this.payers.read(tx, keys));
  }

  private async ofPayers(tx: Tx, payers: ReadonlyMap<bigint, Payer>): Promise<Map<bigint, TermsOfCustomer>> {
    const rates = await this.rates(tx, [...payers.values()]);
    return new Map(
      [...payers].map(([id, payer]) => {
        const { hasBalance, reviewHours, merchantId } = payer;
        return [id, { hasBalance, reviewHours, tax: decideTax(payer, rates.get(merchantId) ?? []) }];
      }),
    );
  }

  /** The invoice of a period was made with them, under the lock of the subscription: they are used up by it. */
  async use(
    writer: Writer,
    subscription: Subscription,
    { discountRows, lineRows }: Pick<StandingTerms, 'discountRows' | 'lineRows'>,
    invoice: Invoice,
    at: Date,
  ): Promise<void> {
    if (discountRows.length === 0 && lineRows.length === 0) return;
    const ended = await this.useDiscounts.execute(writer, subscription.customerId, discountRows, at);
    for (const line of lineRows) await this.pendingLines.update(writer, line, { invoiceId: invoice.id });
    const counts = {
      discountCount: subscription.discountCount - ended,
      pendingLineCount: subscription.pendingLineCount - lineRows.length,
    };
    await this.subscriptions.update(writer, subscription.merchantId, subscription.id, counts);
    Object.assign(subscription, counts);
  }

  private async rates(tx: Tx, payers: readonly Payer[]): Promise<Map<bigint, CountryRate[]>> {
    const taxed = new Set(payers.filter((payer) => payer.taxed).map(({ merchantId }) => merchantId));
    const rates = new Map<bigint, CountryRate[]>();
    if (taxed.size === 0) return rates;
    for (const rate of await this.taxRates.inForce(tx, [...taxed])) {
      const mine = rates.get(rate.merchantId) ?? [];
      mine.push(countryRateOf(rate));
      rates.set(rate.merchantId, mine);
    }
    return rates;
  }
}

export function waitingLines(
  rows: readonly PendingLine[],
): Pick<InvoiceTerms, 'pendingLines' | 'prorations'> {
  if (rows.length === 0) return { pendingLines: PLAIN_TERMS.pendingLines };
  return {
    pendingLines: rows.filter(({ proration }) => proration === null).map(freeLineOf),
    prorations: rows.flatMap(({ proration, currency }) =>
      proration === null ? [] : [readProration(proration, currency)],
    ),
  };
}

function freeLineOf({ description, quantity, unitAmountMinor, currency, discountable }: PendingLine) {
  return { description, quantity, unitAmount: money(unitAmountMinor, currency), discountable };
}
