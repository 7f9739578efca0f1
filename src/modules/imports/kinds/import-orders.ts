import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type Card, CardsRepository } from '../../cards/index.js';
import { type Customer, CustomersRepository } from '../../customers/index.js';
import { type ImportedOrder, ImportSubscriptions } from '../../subscriptions/index.js';
import { ImportsRepository } from '../imports.repository.js';
import type { SubscriptionLine } from '../lines/subscription-line.js';
import { type ApplyResult, type CheckedLine, faulty, type ImportContext } from './import-kind.js';
import { fieldPath } from '../../../platform/http/field-path.js';

/** Subscriptions of a file: finds who and what they name, and leaves the rest to the room that owns them. */
@Injectable()
export class ImportOrders {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly customers: CustomersRepository,
    private readonly cards: CardsRepository,
    private readonly subscriptions: ImportSubscriptions,
  ) {}

  async apply(
    tx: Tx,
    { merchant, now, dryRun }: ImportContext,
    lines: CheckedLine<SubscriptionLine>[],
  ): Promise<ApplyResult[]> {
    const customers = await this.customersOf(tx, merchant.id, lines);
    const cards = await this.cardsOf(tx, merchant.id, lines);
    const results: (ApplyResult | null)[] = [];
    const orders: ImportedOrder[] = [];
    for (const { value } of lines) {
      const customer = customers.get(value.customer);
      const card = cards.get(value.card);
      const fault = faultOfItems(value);
      if (fault) results.push(fault);
      else if (!customer) results.push(faulty('customer', 'no customer was imported under this external id'));
      else if (!card) results.push(faulty('card', 'no card was imported under this external id'));
      else {
        orders.push(orderOf(value, customer, card));
        results.push(null);
      }
    }
    const written = await this.subscriptions.execute(tx, merchant, orders, now, dryRun);
    return results.map((result) => result ?? written.shift()!);
  }

  private async customersOf(tx: Tx, merchantId: bigint, lines: CheckedLine<SubscriptionLine>[]) {
    const names = [...new Set(lines.map(({ value }) => value.customer))];
    const refs = await this.imports.named(tx, merchantId, 'customers', names);
    const keys = [...refs.values()].map(({ objectId: id }) => ({ merchantId, id }));
    const rows = await this.customers.findByKeys(tx, keys);
    return new Map<string, Customer>([...refs].map(([name, { objectId }]) => [name, rows.get(objectId)!]));
  }

  private async cardsOf(tx: Tx, merchantId: bigint, lines: CheckedLine<SubscriptionLine>[]) {
    const names = [...new Set(lines.map(({ value }) => value.card))];
    const refs = await this.imports.named(tx, merchantId, 'cards', names);
    const keys = [...refs.values()].map(({ objectId: id }) => ({ merchantId, id }));
    const rows = await this.cards.findByKeys(tx, keys);
    return new Map<string, Card>([...refs].map(([name, { objectId }]) => [name, rows.get(objectId)!]));
  }
}

/** One price in columns of its own, or a list of them. */
function faultOfItems({ price, quantity, items }: SubscriptionLine): ApplyResult | null {
  if ((price === undefined) === (items === undefined))
    return faulty(items ? 'items' : 'price', 'give either price or items');
  return items && quantity !== undefined
    ? faulty('quantity', 'goes with price; of items each has its own')
    : null;
}

function itemsOf({ price, quantity, items }: SubscriptionLine): ImportedOrder['items'] {
  if (!items) return [{ field: 'price', price: price!, quantity: quantity ?? 1 }];
  return items.map((item, i) => ({
    field: fieldPath('items', i, 'price'),
    price: item.price,
    quantity: item.quantity ?? 1,
  }));
}

function orderOf(line: SubscriptionLine, customer: Customer, card: Card): ImportedOrder {
  return {
    externalId: line.external_id,
    customer,
    card,
    items: itemsOf(line),
    nextBillingAt: new Date(line.next_billing_at),
    timeZone: line.time_zone ?? customer.timeZone,
    anchorDay: line.anchor_day,
    metadata: line.metadata ?? {},
    endAfterPeriods: line.end_after_periods ?? null,
    minimumPeriods: line.minimum_periods ?? 0,
    cancelAtPeriodEnd: line.cancel_at_period_end ?? false,
    agreement: {
      id: line.agreement_id,
      startDate: line.agreement_started_on,
      expiryDate: line.agreement_expires_on,
      payments: line.agreement_payments,
      paymentsMade: line.agreement_payments_made ?? 0,
      fixedAmount: line.agreement_fixed_amount,
      maxAmount: line.agreement_max_amount,
      frequency: line.agreement_frequency,
      intervalDays: line.agreement_interval_days,
    },
  };
}
