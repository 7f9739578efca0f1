import { Injectable } from '@nestjs/common';
import { localDateOf } from '../../domain/calendar/anchor.js';
import { faultOfConsent } from '../../domain/invoice/one-off-invoice.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { AgreementsRepository, CardsRepository } from '../cards/index.js';
import type { Customer } from '../customers/index.js';
import { faultOfQuantity, isOneOff, modelOf, PlansRepository, PricesRepository } from '../plans/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import { AttemptHistory } from './attempt-history.repository.js';
import type { CreateInvoiceRequest, InvoicePrice } from './dto/create-invoice.request.js';

/** A subscription in these is not collected for any more, or not yet. */
const CHARGEABLE: readonly Subscription['status'][] = ['trialing', 'active', 'past_due'];

/** What an invoice that a person makes refers to, and whether it may. */
@Injectable()
export class ByHandFacts {
  constructor(
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly history: AttemptHistory,
  ) {}

  /** The subscription whose card is charged, locked; null when the invoice is sent. */
  async payer(tx: Tx, customer: Customer, request: CreateInvoiceRequest): Promise<Subscription | null> {
    const asked = payerAsked(request);
    if (asked === null) return null;
    const found = await this.subscriptions.lockByPublicId(tx, customer.merchantId, asked);
    return chargeable(found, asked, customer, request);
  }

  /** The same, not locked: for who only looks. */
  async payerSeen(tx: Tx, customer: Customer, request: CreateInvoiceRequest): Promise<Subscription | null> {
    const asked = payerAsked(request);
    if (asked === null) return null;
    const found = await this.subscriptions.findByPublicId(tx, customer.merchantId, asked);
    return chargeable(found, asked, customer, request);
  }

  /** @throws AppError with the limit that the customer's consent sets */
  async refuseBeyondConsent(tx: Tx, payer: Subscription, chargeMinor: bigint, now: Date): Promise<void> {
    const { merchantId, id, cardId } = payer;
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    if (agreement?.status !== 'active' || card?.status !== 'active')
      throw refused('collection', 'there is no card on file that could be charged; send the invoice');
    const lastSentAt = (await this.history.lastSentAt(tx, [payer])).get(id) ?? null;
    const today = localDateOf(now, payer.timeZone);
    const fault = faultOfConsent(agreement, { today, chargeMinor, lastSentAt }, now);
    if (fault) throw refused(fault.field, fault.message);
  }

  async items(tx: Tx, merchantId: bigint, wanted: readonly InvoicePrice[], currency: string) {
    const items: BillableItem[] = [];
    const priceIds = new Map<string, bigint>();
    for (const [i, { price: publicId, quantity = 1 }] of wanted.entries()) {
      const at = fieldPath('prices', i);
      const price = await this.prices.findByPublicId(tx, merchantId, publicId);
      if (!price) throw refused(fieldPath(at, 'price'), `there is no price ${publicId}`);
      if (!isOneOff(price)) throw refused(fieldPath(at, 'price'), 'must be a price that is paid once');
      if (price.currency !== currency)
        throw refused(
          fieldPath(at, 'price'),
          `is in ${price.currency}; must be in ${currency}, like the invoice`,
        );
      const fault = faultOfQuantity(price, BigInt(quantity));
      if (fault) throw refused(fieldPath(at, 'quantity'), fault);
      const [plan] = await this.plans.findByIds(tx, merchantId, [price.planId]);
      priceIds.set(publicId, price.id);
      items.push({
        itemId: null,
        priceId: publicId,
        description: plan!.name,
        nameAr: plan!.nameAr,
        model: modelOf(price),
        kind: 'one_off',
        quantity: BigInt(quantity),
        billing: 'in_advance',
        ended: null,
      });
    }
    return { items, priceIds };
  }
}

/** By public id, where one has to be named. */
function payerAsked({ collection = 'send_invoice', subscription }: CreateInvoiceRequest): string | null {
  if (collection === 'send_invoice') {
    if (subscription === undefined) return null;
    throw refused('subscription', 'must be absent unless collection is charge_automatically');
  }
  if (subscription !== undefined) return subscription;
  throw refused('subscription', 'must say whose card is charged, when collection is charge_automatically');
}

function chargeable(
  found: Subscription | null,
  publicId: string,
  customer: Customer,
  { currency }: CreateInvoiceRequest,
): Subscription {
  if (found?.customerId !== customer.id)
    throw refused('subscription', `there is no subscription ${publicId} of this customer`);
  if (found.currency !== currency)
    throw refused('currency', `must be ${found.currency}, in which ${publicId} is charged`);
  if (CHARGEABLE.includes(found.status) && found.cancelRequestedAt === null) return found;
  const message = `is ${found.status}: its card is not charged; send the invoice`;
  throw AppError.field('conflict', 'subscription', message);
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
