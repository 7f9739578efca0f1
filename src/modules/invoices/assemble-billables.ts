import { reviewHours } from '../../domain/invoice/review-time.js';
import type { InvoiceTerms } from '../../domain/invoice/terms.js';
import { inOrderHeld } from '../../domain/pricing/held-part.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import { type CatchUpPolicy, strictestCatchUp } from '../../domain/subscription/catch-up.js';
import type { Plan, Price } from '../plans/index.js';
import type { Subscription, SubscriptionItem } from '../subscriptions/index.js';
import { billableOf, feeLeft, type ItemNames, leftOver, type UsageToBill } from './billable-item.js';
import { type ReviseLines, type StandingTerms, waitingLines } from './terms/standing-terms.js';

/** What billing has to know of an item, whether it is there or would be. */
export type ItemToBill = Pick<
  SubscriptionItem,
  'subscriptionId' | 'publicId' | 'priceId' | 'quantity' | 'chargedOnceAt' | 'heldFrom'
>;

/** What a subscription bills, ready for the pure computation, and where its prices lie. */
export interface Billables<Item extends ItemToBill = SubscriptionItem> {
  items: BillableItem[];
  /** Those of them that are paid once. */
  once: Item[];
  /** What their usage was read from. */
  usage: UsageToBill[];
  /** Coupons, tax and lines added by hand. */
  terms: InvoiceTerms;
  /** Their rows, which the invoice uses up, and whether the customer has a balance. */
  standing: StandingTerms;
  /** What becomes of missed periods: the strictest of its plans. */
  catchUp: CatchUpPolicy;
  /** For how long its invoice is a draft; 0 for not at all. */
  reviewHours: number;
  /** Public price id to row id. */
  priceIds: ReadonlyMap<string, bigint>;
}

/** All that was read of the subscriptions of one merchant; more prices and plans than they need do no harm. */
export interface BillableRows<Item extends ItemToBill = SubscriptionItem> {
  subscriptions: readonly Subscription[];
  items: readonly Item[];
  /** Of those that went lately: of a fee that is paid afterwards, what is owed up to then. */
  gone: readonly SubscriptionItem[];
  usage: UsageToBill[];
  prices: Price[];
  plans: Plan[];
  standing: ReadonlyMap<bigint, StandingTerms>;
}

interface Found<Item> {
  items: readonly Item[];
  gone: readonly SubscriptionItem[];
  told: { unbilled: UsageToBill[]; later: UsageToBill[] };
  prices: ReadonlyMap<bigint, Price>;
  plans: ReadonlyMap<bigint, Plan>;
}

/** Of the rows of one merchant what each subscription bills; those that have nothing to bill are not in it. */
export function assembleBillables<Item extends ItemToBill>(
  rows: BillableRows<Item>,
): Map<bigint, Billables<Item>> {
  const found = { prices: byId(rows.prices), plans: byId(rows.plans) };
  const priceIds = new Map(rows.prices.map((price) => [price.publicId, price.id]));
  const itemsOf = grouped(rows.items);
  const goneOf = grouped(rows.gone);
  const usageOf = grouped(rows.usage);
  const result = new Map<bigint, Billables<Item>>();
  for (const subscription of rows.subscriptions) {
    const { id } = subscription;
    const items = itemsOf.get(id) ?? [];
    const told = toldOf(usageOf.get(id), subscription);
    if (items.length === 0 && told.unbilled.length === 0) continue;
    const standing = rows.standing.get(id)!;
    const { tax, pendingLines, prorations = [] } = standing;
    const terms = { discounts: discountsOf(standing, found), tax, pendingLines, prorations };
    const gone = goneOf.get(id) ?? [];
    const { saidByPlans: plans, ...sold } = assemble(subscription, { ...found, items, gone, told });
    const said = { merchant: standing.reviewHours, plans, subscription: subscription.invoiceReviewHours };
    const ids = new Map([...pricesOfProrations(standing), ...priceIds]);
    result.set(id, { ...sold, terms, standing, priceIds: ids, reviewHours: reviewHours(said) });
  }
  return result;
}

/** What it bills, were these the lines that wait for its next invoice. */
export function withLines<Known extends Pick<Billables, 'terms' | 'standing'>>(
  { terms, standing, ...known }: Known,
  revise: ReviseLines,
) {
  const lineRows = revise(standing.lineRows);
  const waiting = waitingLines(lineRows);
  return {
    ...known,
    terms: { ...terms, ...waiting },
    standing: { ...standing, ...waiting, lineRows },
  };
}

/** Of changes that wait, also of prices that are not there any more. */
function pricesOfProrations({ lineRows }: StandingTerms): [string, bigint][] {
  return lineRows.flatMap(({ proration, priceId }) => (proration ? [[proration.price, priceId!]] : []));
}

function assemble<Item extends ItemToBill>(
  subscription: Subscription,
  { items, gone, told, prices, plans }: Found<Item>,
): Pick<Billables<Item>, 'items' | 'once' | 'usage' | 'catchUp'> & { saidByPlans: (number | null)[] } {
  const namesOf = ({ planId }: Price): ItemNames => {
    const { name: description, nameAr } = plans.get(planId)!;
    return { description, nameAr };
  };
  const once: Item[] = [];
  const billables = items.flatMap((item) => {
    const price = prices.get(item.priceId)!;
    const one = billableOf(item, price, namesOf(price), subscription, told);
    if (one?.kind === 'one_off') once.push(item);
    return one ? [one] : [];
  });
  const fees = gone.flatMap((item) => {
    const price = prices.get(item.priceId)!;
    return feeLeft(item, price, namesOf(price), subscription) ?? [];
  });
  const { unbilled: usage } = told;
  const used = new Set(usage.map(({ priceId }) => priceId));
  for (const { priceId } of items) used.delete(priceId);
  const left = [...used].map((priceId) => {
    const price = prices.get(priceId)!;
    return leftOver(price, namesOf(price), told);
  });
  const sold = items.map(({ priceId }) => plans.get(prices.get(priceId)!.planId)!);
  const catchUp = strictestCatchUp(sold.map((plan) => plan.catchUp));
  const saidByPlans = sold.map((plan) => plan.invoiceReviewHours);
  return { items: [...billables, ...inOrderHeld(fees), ...left], once, usage, catchUp, saidByPlans };
}

/** Of a period that is not over yet nothing is billed, unless nothing comes after it. */
function toldOf(
  usage: readonly UsageToBill[] = [],
  { currentPeriodEnd: end, endedAt }: Subscription,
): Found<ItemToBill>['told'] {
  const isBilled = ({ periodEnd }: UsageToBill) => endedAt !== null || (end !== null && periodEnd <= end);
  return { unbilled: usage.filter(isBilled), later: usage.filter((total) => !isBilled(total)) };
}

/** A coupon of some plans is one of their prices. */
function discountsOf(
  { discountRows }: StandingTerms,
  { prices, plans }: Pick<Found<ItemToBill>, 'prices' | 'plans'>,
): InvoiceTerms['discounts'] {
  return discountRows.map(({ coupon, plans: only }) => ({
    ...coupon,
    priceIds:
      only &&
      [...prices.values()]
        .filter(({ planId }) => only.includes(plans.get(planId)!.publicId))
        .map(({ publicId }) => publicId),
  }));
}

function byId<T extends { id: bigint }>(rows: T[]): Map<bigint, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function grouped<T extends { subscriptionId: bigint }>(rows: readonly T[]): Map<bigint, T[]> {
  const groups = new Map<bigint, T[]>();
  for (const row of rows) {
    const group = groups.get(row.subscriptionId);
    if (group) group.push(row);
    else groups.set(row.subscriptionId, [row]);
  }
  return groups;
}
