import { Injectable } from '@nestjs/common';
import type { ChangeAsked } from '../../domain/change/change-types.js';
import { amountsOfChange, type ChangeDecision, decideChange } from '../../domain/change/decide-change.js';
import { isOfOneAmount } from '../../domain/agreement/agreement-terms.js';
import { type FromBalance, payFromBalance } from '../../domain/invoice/from-balance.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { BalancesRepository } from '../balances/index.js';
import { OpenCharge } from '../charges/index.js';
import { AskConsent } from '../checkout/index.js';
import { type Invoice, InvoiceLifecycle, PendingLinesRepository } from '../invoices/index.js';
import {
  ScheduleBook,
  type ScheduledChange,
  type Subscription,
  SubscriptionsRepository,
} from '../subscriptions/index.js';
import { ApplyItems } from './apply-items.js';
import { ChangeFactsReader, type ChangeRows } from './change-facts.js';
import type { ChangeItem } from './dto/change-subscription.request.js';
import { momentOfPlan, plannedOf, refusedBeside } from './planned-of.js';
import { Unsettled } from './unsettled.js';
import type { WantedItem } from './wanted-items.js';

export interface Change extends ChangeAsked {
  items: ChangeItem[];
  origin: ScheduledChange['origin'];
  /** All that there is to be, instead of `items`, which say what becomes different. */
  wanted?: WantedItem[];
  /** Told with it. */
  reason?: string;
  /** It was for sale when it was asked for. */
  isPromised?: boolean;
}

export interface Changed {
  subscription: Subscription;
  decision: ChangeDecision;
  invoice: Invoice | null;
  scheduled: ScheduledChange | null;
  /** Where the customer agrees to what it needs. */
  consentUrl: string | null;
}

export interface PricedDecision {
  decision: ChangeDecision;
  fromBalance: PaidFromBalance;
}

export interface PaidFromBalance extends FromBalance {
  /** It pays all of an invoice or nothing of it. */
  isWhole: boolean;
}

export interface Decided {
  rows: ChangeRows;
  decision: ChangeDecision;
}

/** The one way in which items become others, whether one customer asks for it or a whole plan is migrated. */
@Injectable()
export class MakeChange {
  constructor(
    private readonly facts: ChangeFactsReader,
    private readonly unsettled: Unsettled,
    private readonly applyItems: ApplyItems,
    private readonly schedule: ScheduleBook,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lines: PendingLinesRepository,
    private readonly invoices: InvoiceLifecycle,
    private readonly openCharge: OpenCharge,
    private readonly askConsent: AskConsent,
    private readonly balances: BalancesRepository,
  ) {}

  /** What would come of it; nothing is written. @throws AppError when it is not allowed */
  async decide(tx: Tx, subscription: Subscription, change: Change, now: Date): Promise<Decided> {
    const at = change.when === 'date' ? change.at! : now;
    const rows = await this.facts.read(tx, subscription, change, at);
    const decision = decideChange(rows.facts, change, now);
    if (!('fault' in decision)) return { rows, decision };
    const { code, field, message } = decision.fault;
    throw AppError.field(code, field, message);
  }

  /** What a period costs before and after, also of what may not be changed now; nothing is written. */
  async amounts(
    tx: Tx,
    subscription: Subscription,
    change: Change,
    now: Date,
  ): Promise<{ before: bigint; after: bigint }> {
    const { facts } = await this.facts.read(tx, subscription, change, now);
    return amountsOfChange(facts, change.when, now);
  }

  /** What the customer's balance does for what is invoiced at once, and what is left in it for the next period. */
  async fromBalance(
    tx: Tx,
    { merchantId, customerId, currency }: Subscription,
    { rows, decision }: Decided,
    made: Invoice | null = null,
  ): Promise<PaidFromBalance> {
    const isWhole = isOfOneAmount(rows.facts.agreement);
    if (!made) return { ...payFromBalance(rows.balanceMinor, decision.invoice, isWhole), isWhole };
    const balance = await this.balances.amountOf(tx, merchantId, customerId, currency);
    const { balanceAppliedMinor: applied, totalMinor } = made;
    return { applied, due: totalMinor - applied, left: balance, isWhole };
  }

  /** Why it cannot be made yet, or null: nobody gets back what was not paid. `known` saves looking for open invoices. */
  async awaits(
    tx: Tx,
    subscription: Subscription,
    { when, proration }: ChangeAsked,
    known?: Decided,
  ): Promise<string | null> {
    if (when !== 'now' || proration === 'none') return null;
    const what = 'a change of the running period';
    const open = known
      ? this.unsettled.whyOpen(known.rows.open, subscription, what)
      : await this.unsettled.why(tx, subscription, what);
    return open ?? this.unsettled.whyProrationsWait(tx, subscription, what);
  }

  /** Of two changes of items at different moments one would undo the other. @throws AppError */
  async refuseBeside(
    tx: Tx,
    subscription: Subscription,
    change: ChangeAsked,
    { decision }: Decided,
  ): Promise<void> {
    const isPlanned = change.when !== 'now' || decision.consent !== null;
    const when = isPlanned ? momentOfPlan(subscription, change) : null;
    const other = await this.schedule.itemsBeside(tx, subscription, when);
    if (other) throw refusedBeside(other);
  }

  /** The subscription's row must be locked. */
  async write(
    tx: Tx,
    subscription: Subscription,
    change: Change,
    { rows: { basket, wanted, priceIds }, decision }: Decided,
    now: Date,
  ): Promise<Changed> {
    const { consent } = decision;
    const { when, origin, reason } = change;
    if (when !== 'now' || consent) {
      const items = wanted.map(({ price, quantity }) => ({ price, quantity: quantity.toString() }));
      const planned = plannedOf(subscription, change, items);
      const scheduled = await this.schedule.plan(tx, subscription, { ...planned, origin, consent }, now);
      const consentUrl = consent && (await this.askConsent.execute(tx, subscription, now));
      return { subscription, decision, invoice: null, scheduled, consentUrl };
    }
    const { anchor, effectiveAt: at, invoice: draft, prorations } = decision;
    const told = { anchor, at, ...(reason !== undefined && { reason }) };
    await this.applyItems.execute(tx, subscription, basket, told, now);
    await this.leaveToNextInvoice(tx, subscription, prorations, priceIds, now);
    if (!draft) return { subscription, decision, invoice: null, scheduled: null, consentUrl: null };
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now, tx, 'change');
    await this.openCharge.automatically(tx, invoice, now);
    return { subscription, decision, invoice, scheduled: null, consentUrl: null };
  }

  private async leaveToNextInvoice(
    tx: Tx,
    subscription: Subscription,
    lines: ChangeDecision['prorations'],
    priceIds: ReadonlyMap<string, bigint>,
    now: Date,
  ): Promise<void> {
    if (lines.length === 0) return;
    const { merchantId, id } = subscription;
    await this.lines.insertProrations(tx, subscription, lines, priceIds, now);
    await this.subscriptions.addPendingLines(tx, merchantId, id, lines.length);
    subscription.pendingLineCount += lines.length;
  }
}
