import { Injectable, Logger } from '@nestjs/common';
import { blockOf, type CallClass, grant } from '../../domain/safeguards/request-budget.js';
import { apiUserOf, credentialsInUse } from '../../gateway/credentials.js';
import type { GatewayAccount, InquiredPayment, RateLimited } from '../../gateway/payment-gateway.js';
import { type InquiryRefusal, RequestBudget } from '../../gateway/request-budget.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { MerchantAccounts, MerchantsRepository } from '../merchants/index.js';
import { BudgetsRepository } from './budgets.repository.js';
import { InquiryGate } from './inquiry-gate.js';
import { PlatformClock } from './platform-clock.js';
import { Purse } from './purse.js';
import { type RequestBudgetDay, usedOf } from './request-budget.entity.js';

/** API users whose purses are kept; far more than one process serves in a day. */
const MOST_PURSES = 10_000;
/** Refills for one call before it gives up: others may empty each block first. */
const MOST_REFILLS = 100;

/**
 * The day's requests of each API user of each merchant: one row for all processes, from which each takes blocks. A
 * call costs no statement while the block lasts.
 */
@Injectable()
export class RequestBudgets extends RequestBudget {
  private readonly logger = new Logger(RequestBudgets.name);
  private readonly purses = new Map<string, Purse>();
  /** Of the user that charges, by merchant: charges are promised before their accounts are loaded. */
  private readonly forCharges = new Map<bigint, Purse>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly budgets: BudgetsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly platform: PlatformClock,
    private readonly events: EventsRepository,
    private readonly inquiries: InquiryGate,
  ) {
    super();
  }

  async take(account: GatewayAccount, callClass: CallClass): Promise<RateLimited | null> {
    const purse = await this.purseOf(account);
    // The looks of a charge that has begun decide about its money; they go as far as questions go.
    if (callClass === 'charge') return this.draw(purse, 'inquiry');
    const isBlocked =
      callClass !== 'interactive' && purse.blockedUntil !== null && (await this.waitOf(purse));
    return isBlocked || this.draw(purse, callClass);
  }

  async takeForCharge(account: GatewayAccount): Promise<RateLimited | null> {
    const purse = await this.purseOf(account);
    if (purse.promised === 0) return this.draw(purse, 'interactive');
    purse.promised--;
    return null;
  }

  giveBackCharge(account: GatewayAccount): void {
    const purse = this.purses.get(keyOf(account));
    if (!purse || purse.promised === 0) return;
    purse.promised--;
    // Half a charge is none; a question can use it.
    purse.left.inquiry++;
  }

  async takeInquiry(account: GatewayAccount, of: InquiredPayment): Promise<InquiryRefusal | null> {
    const purse = await this.purseOf(account);
    const moment = await this.platform.moment(account, purse.day.onTestClock);
    return (await this.inquiries.pass(purse, of, moment)) ?? this.take(account, 'inquiry');
  }

  async keepUntold(account: GatewayAccount, of: InquiredPayment, untold: string | null): Promise<void> {
    await this.inquiries.keepUntold(account.merchantId, of, untold);
  }

  async countInquiry(account: GatewayAccount, of: InquiredPayment): Promise<void> {
    const { merchantId, day } = await this.purseOf(account);
    return this.inquiries.count(merchantId, of, await this.platform.moment(account, day.onTestClock));
  }

  /** What is lost with an error here is only that others are told to wait, so the answer in hand goes first. */
  async wasRateLimited(account: GatewayAccount, retryAfterSeconds: number): Promise<void> {
    try {
      const purse = await this.purseOf(account);
      const now = await this.platform.merchantNow(purse.merchantId, purse.day.onTestClock);
      const until = new Date(now.getTime() + retryAfterSeconds * 1000);
      if (purse.blockedUntil !== null && purse.blockedUntil >= until) return;
      purse.blockedUntil = until;
      await this.block(purse, now, until, isOfCharges(account));
    } catch (error) {
      this.logger.warn({ err: error }, 'A 429 of the platform was not noted for the other workers');
    }
  }

  /** Sets two requests aside for a charge that is about to begin; false: not in hand, ask for a refill. */
  promiseCharge(merchantId: bigint, now: Date): boolean {
    const purse = this.forCharges.get(merchantId);
    if (!purse?.canPromise(this.platform.present(purse.day, now))) return false;
    purse.promiseCharge();
    return true;
  }

  /** The charge is not begun: another can have what was set aside for it. */
  withdrawPromise(merchantId: bigint): void {
    this.forCharges.get(merchantId)?.withdrawPromise();
  }

  /** Whether less is in hand than a block has: the next batch would have to wait for a refill. */
  isRunningLow(merchantId: bigint): boolean {
    const purse = this.forCharges.get(merchantId);
    return purse === undefined || purse.left.charge < blockOf(purse.limit);
  }

  /** Whether a charge can be promised now. When not, charges have to wait, and the row says until when. */
  async refillCharges(merchantId: bigint, now: Date): Promise<boolean> {
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const purse = await this.purseOf(this.accounts.accountOf(merchant));
    this.forCharges.set(merchantId, purse);
    if (purse.left.charge < blockOf(purse.limit)) await this.refill(purse, 'charge');
    return purse.canPromise(this.platform.present(purse.day, now));
  }

  private async draw(purse: Purse, callClass: CallClass): Promise<RateLimited | null> {
    for (let refills = 0; refills < MOST_REFILLS; refills++) {
      if (purse.left[callClass] > 0) {
        purse.left[callClass]--;
        return null;
      }
      if (purse.exhausted.has(callClass) || (await this.refill(purse, callClass)) === 0) break;
    }
    const now = await this.platform.merchantNow(purse.merchantId, purse.day.onTestClock);
    const reason = `the requests to Ottu of ${purse.day.day} are used up`;
    return refused(now, purse.day.endsAtForMerchant, reason);
  }

  private async waitOf(purse: Purse): Promise<RateLimited | null> {
    const now = await this.platform.merchantNow(purse.merchantId, purse.day.onTestClock);
    return purse.isBlocked(now) ? refused(now, purse.blockedUntil!, 'Ottu asked us to wait') : null;
  }

  private async purseOf(account: GatewayAccount): Promise<Purse> {
    const { merchantId } = account;
    const key = keyOf(account);
    const known = this.purses.get(key);
    if (known) {
      const { now } = await this.platform.moment(account, known.day.onTestClock);
      if (now < known.day.endsAt) return known;
    }
    const { day, limit } = await this.uow.read(async (tx) => ({
      day: await this.platform.dayOf(tx, account),
      limit: (await this.merchants.safeguardsOf(tx, merchantId)).requestsPerDay,
    }));
    // Somebody else may have opened it meanwhile; two of them would only be two blocks.
    const opened = this.purses.get(key);
    if (opened !== undefined && opened !== known) return opened;
    if (this.purses.size >= MOST_PURSES) this.forget();
    const purse = new Purse(merchantId, apiUserOf(credentialsInUse(account)), limit, day);
    this.purses.set(key, purse);
    return purse;
  }

  private forget(): void {
    this.purses.clear();
    this.forCharges.clear();
  }

  /** Many calls may find the block empty at once; they wait for one refill. */
  private refill(purse: Purse, callClass: CallClass): Promise<number> {
    const running = purse.refills.get(callClass);
    if (running) return running;
    const refill = this.setAside(purse, callClass).finally(() => purse.refills.delete(callClass));
    purse.refills.set(callClass, refill);
    return refill;
  }

  private async setAside(purse: Purse, callClass: CallClass): Promise<number> {
    const { merchantId, apiUser, limit, day } = purse;
    const { requests, blockedUntil } = await this.uow.run(async (tx) => {
      const row = await this.budgets.lockDay(tx, { merchantId, apiUser, day: day.day }, limit);
      const state = { limit: row.requestLimit, used: usedOf(row) };
      const requests = grant(state, callClass, blockOf(row.requestLimit));
      if (requests > 0) await this.budgets.setAside(tx, row, callClass, requests);
      else if (purse.left[callClass] === 0 && !row.exhausted.includes(callClass)) {
        const wait = callClass === 'charge' && { chargesWaitUntil: day.endsAtForMerchant };
        await this.budgets.update(tx, row, { exhausted: [...row.exhausted, callClass], ...wait });
        const at = await this.platform.merchantNow(merchantId, day.onTestClock);
        const until = day.endsAtForMerchant.toISOString();
        await this.tell(tx, row, 'budget.exhausted', at, { call_class: callClass, until });
      }
      return { requests, blockedUntil: row.blockedUntil };
    });
    purse.left[callClass] += requests;
    // What is in hand still goes, so nobody has to wait before it is used up.
    if (purse.left[callClass] === 0) purse.exhausted.add(callClass);
    if (blockedUntil !== null) purse.blockedUntil = later(purse.blockedUntil, blockedUntil);
    return requests;
  }

  /** `waits`: it is the user that charges. Of another one a 429 is no reason to charge nobody. */
  private block(
    { merchantId, apiUser, limit, day }: Purse,
    now: Date,
    until: Date,
    waits: boolean,
  ): Promise<void> {
    return this.uow.run(async (tx) => {
      const row = await this.budgets.lockDay(tx, { merchantId, apiUser, day: day.day }, limit);
      if (row.blockedUntil !== null && row.blockedUntil >= until) return;
      const wait = waits && { chargesWaitUntil: later(row.chargesWaitUntil, until) };
      await this.budgets.update(tx, row, { blockedUntil: until, ...wait });
      // Of a burst of refusals only the first is told.
      if (row.blockedUntil !== null && row.blockedUntil > now) return;
      await this.tell(tx, row, 'budget.rate_limited', now, { until: until.toISOString() });
    });
  }

  private tell(
    tx: Parameters<EventsRepository['append']>[0],
    { merchantId, apiUser, day }: RequestBudgetDay,
    type: 'budget.exhausted' | 'budget.rate_limited',
    occurredAt: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    const event = { type, customerId: null, subscriptionId: null, occurredAt };
    return this.events.append(tx, merchantId, { ...event, data: { api_user: apiUser, day, ...data } });
  }
}

function keyOf(account: GatewayAccount): string {
  return `${account.merchantId} ${apiUserOf(credentialsInUse(account))}`;
}

function isOfCharges(account: GatewayAccount): boolean {
  return apiUserOf(credentialsInUse(account)) === apiUserOf(account.credentials);
}

function refused(now: Date, until: Date, reason: string): RateLimited {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
  return { kind: 'rate_limited', retryAfterSeconds: Math.max(1, seconds), reason };
}

function later(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b;
}
