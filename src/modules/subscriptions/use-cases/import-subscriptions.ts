import { Injectable } from '@nestjs/common';
import type { AgreementTerms } from '../../../domain/agreement/agreement-terms.js';
import { type Anchor, localDateOf } from '../../../domain/calendar/anchor.js';
import { anchorGoingOn } from '../../../domain/calendar/going-on.js';
import { next } from '../../../domain/state-machine.js';
import { subscriptionMachine } from '../../../domain/subscription/subscription-states.js';
import type { TaxRule } from '../../../domain/tax/tax-rule.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type ReservedRow, Writes } from '../../../platform/database/writes.js';
import { AppError, type FieldFault } from '../../../platform/http/app-error.js';
import { newId } from '../../../platform/ids/type-id.js';
import { AgreementsRepository, type Card } from '../../cards/index.js';
import type { Customer } from '../../customers/index.js';
import { EventsRepository } from '../../events/index.js';
import type { Merchant } from '../../merchants/index.js';
import { type Plan, PlansRepository, type Price, PricesRepository } from '../../plans/index.js';
import { type Basket, chooseBasket } from '../choose-basket.js';
import { type ImportedAgreement, importedTerms } from '../imported-terms.js';
import { requireRoute } from '../require-route.js';
import { Subscription } from '../subscription.entity.js';
import { anchorColumns } from '../subscription-calendar.js';
import { SubscriptionItem } from '../subscription-item.entity.js';
import { TaxOf } from '../tax-of.js';

/** A standing order that is running elsewhere, with the card and the consent that it is paid by. */
export interface ImportedOrder {
  externalId: string;
  customer: Customer;
  card: Card;
  /** `field`: where it stands in its line. */
  items: { field: string; price: string; quantity: number }[];
  nextBillingAt: Date;
  timeZone: string;
  anchorDay: number | undefined;
  metadata: Record<string, string>;
  /** Counted from the next billing on, as is the minimum. */
  endAfterPeriods: number | null;
  minimumPeriods: number;
  cancelAtPeriodEnd: boolean;
  agreement: ImportedAgreement;
}

interface Catalog {
  prices: Map<string, Price>;
  plans: Map<bigint, Plan>;
  taxOf: (customer: Customer) => TaxRule | null;
}

export type ImportedSubscription = { id: bigint; publicId: string } | { errors: FieldFault[] };

/**
 * Takes over subscriptions in batches: active, and billed for the first time when they would have been billed
 * next where they come from. That moment is the anchor; what was before it was billed there.
 */
@Injectable()
export class ImportSubscriptions {
  constructor(
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly agreements: AgreementsRepository,
    private readonly taxOf: TaxOf,
    private readonly events: EventsRepository,
  ) {}

  /** One result an order, in their order. With `dryRun` all is checked and nothing written. */
  async execute(
    tx: Tx,
    merchant: Merchant,
    orders: ImportedOrder[],
    now: Date,
    dryRun: boolean,
  ): Promise<ImportedSubscription[]> {
    const catalog = await this.catalogOf(tx, merchant, orders);
    const taken = await this.agreements.lockNamesTaken(tx, merchant.id, orders.map(({ agreement }) => agreement.id)); // prettier-ignore
    const writes = await Writes.reserving(tx, new Map<ReservedRow, number>([[Subscription, orders.length]]));
    const results: ImportedSubscription[] = [];
    for (const order of orders) {
      const checked = check(order, merchant, catalog, taken, now);
      if ('errors' in checked) results.push(checked);
      else results.push(await this.write(writes, merchant, order, checked, now));
    }
    if (!dryRun) await writes.flush(tx);
    return results;
  }

  private async catalogOf(tx: Tx, merchant: Merchant, orders: ImportedOrder[]): Promise<Catalog> {
    const { id } = merchant;
    const ids = [...new Set(orders.flatMap(({ items }) => items.map(({ price }) => price)))];
    const prices = await this.prices.findByPublicIds(tx, id, ids);
    const plans = await this.plans.findByIds(tx, id, [...new Set(prices.map(({ planId }) => planId))]);
    return {
      prices: new Map(prices.map((price) => [price.publicId, price])),
      plans: new Map(plans.map((plan) => [plan.id, plan])),
      taxOf: await this.taxOf.customers(tx, merchant),
    };
  }

  private async write(
    writes: Writes,
    { id: merchantId }: Merchant,
    order: ImportedOrder,
    { basket, terms, anchor }: Checked,
    now: Date,
  ): Promise<ImportedSubscription> {
    const { customer, card, nextBillingAt, timeZone, externalId } = order;
    const subscription: Partial<Subscription> = {
      merchantId,
      publicId: newId('subscription'),
      customerId: customer.id,
      status: next(subscriptionMachine, subscriptionMachine.initial, 'first_payment_succeeded'),
      currency: basket.currency,
      intervalUnit: basket.interval.unit,
      intervalCount: basket.interval.count,
      ...anchorColumns(anchor),
      nextPeriodIndex: 0,
      nextBillAt: nextBillingAt,
      // What is billed here first has index 0.
      endIndex: order.endAfterPeriods,
      committedIndex: order.minimumPeriods === 0 ? null : order.minimumPeriods,
      cancelAtPeriodEnd: order.cancelAtPeriodEnd,
      cancelReason: order.cancelAtPeriodEnd ? 'asked for before it was imported' : null,
      cardId: card.id,
      metadata: order.metadata,
      createdAt: now,
      updatedAt: now,
    };
    writes.insert(Subscription, subscription);
    const { id, publicId } = subscription as Subscription;
    for (const item of basket.items) {
      writes.insert(SubscriptionItem, { ...item, merchantId, subscriptionId: id, publicId: newId('item') });
    }
    const agreement = { ...terms, subscriptionId: id, customerId: customer.id, createdAt: now };
    const use = { cardId: card.id, cyclesUsed: order.agreement.paymentsMade };
    await this.agreements.insertInForce(writes, merchantId, agreement, use);
    await this.events.append(writes, merchantId, {
      type: 'subscription.imported',
      customerId: customer.id,
      subscriptionId: id,
      occurredAt: now,
      data: {
        subscription_id: publicId,
        external_id: externalId,
        time_zone: timeZone,
        next_billing_at: nextBillingAt.toISOString(),
      },
    });
    return { id, publicId };
  }
}

interface Checked {
  basket: Basket;
  anchor: Anchor;
  terms: AgreementTerms;
}

/** `taken` grows with each order: two lines of one file may not name the same agreement either. */
function check(
  order: ImportedOrder,
  merchant: Merchant,
  { prices, plans, taxOf }: Catalog,
  taken: Set<string>,
  now: Date,
): Checked | { errors: FieldFault[] } {
  const { agreement, card, customer, nextBillingAt } = order;
  const fault = (field: string, message: string) => ({ errors: [{ field, message }] });
  const unknown = order.items.find(({ price }) => !prices.has(price));
  if (unknown) return fault(unknown.field, `there is no price ${unknown.price}`);
  if (card.customerId !== customer.id) return fault('card', 'belongs to another customer');
  if (card.status !== 'active') return fault('card', `is ${card.status} and cannot be charged`);
  if (nextBillingAt < now) return fault('next_billing_at', 'must not be in the past');
  const today = localDateOf(now, order.timeZone);
  if (agreement.startDate > today) {
    return fault('agreement_started_on', `must not be after today, ${today}: nothing was agreed to yet`);
  }
  // By the day it is where the subscription is, as the charge will ask: midnight in Kuwait is the day before in UTC.
  if (agreement.expiryDate <= localDateOf(nextBillingAt, order.timeZone)) {
    return fault('agreement_expires_on', 'must be after the next billing, which it has to allow');
  }
  if (agreement.paymentsMade >= (agreement.payments ?? 999)) {
    return fault('agreement_payments_made', 'must be fewer than the payments agreed on');
  }
  const term = faultOfTerm(order);
  if (term) return fault(...term);
  if (taken.has(agreement.id)) return fault('agreement_id', 'is the agreement of another subscription');
  try {
    const basket = chooseBasket(
      order.items.map(({ field, price: publicId, quantity }) => {
        const price = prices.get(publicId)!;
        const plan = plans.get(price.planId)!;
        // Who had an earlier version elsewhere has it here; what was withdrawn nobody gets anew.
        return { field, price, plan, quantity: BigInt(quantity), kept: price.active && plan.active };
      }),
    );
    requireRoute(merchant, basket, order.items[0]!.field);
    const going = anchorGoingOn(nextBillingAt, basket.interval, order.timeZone, order.anchorDay);
    if ('fault' in going) return fault('anchor_day', going.fault);
    const terms = importedTerms(agreement, basket, taxOf(customer));
    taken.add(agreement.id);
    return { basket, terms, anchor: going.anchor };
  } catch (error) {
    if (error instanceof AppError) return { errors: error.errors };
    throw error;
  }
}

function faultOfTerm(order: ImportedOrder): [field: string, message: string] | null {
  const { endAfterPeriods, minimumPeriods, cancelAtPeriodEnd } = order;
  if (minimumPeriods > (endAfterPeriods ?? Infinity)) {
    return ['minimum_periods', 'must not be more than end_after_periods'];
  }
  if (!cancelAtPeriodEnd) return null;
  const more = minimumPeriods > 0 ? 'minimum_periods' : endAfterPeriods === null ? null : 'end_after_periods';
  return more && [more, 'goes with further periods; with cancel_at_period_end there are none'];
}
