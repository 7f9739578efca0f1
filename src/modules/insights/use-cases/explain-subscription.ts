import { Injectable } from '@nestjs/common';
import { agreementAllows } from '../../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import type { Coming, NotChargedFacts } from '../../../domain/explain/not-charged-facts.js';
import type { Reason } from '../../../domain/explain/reason.js';
import { whyNotCharged } from '../../../domain/explain/why-not-charged.js';
import type { Forecast, ForecastEntry } from '../../../domain/subscription/forecast.js';
import type { PlannedChange } from '../../../domain/subscription/forecast-input.js';
import { Clock } from '../../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository, type Card, CardsRepository } from '../../cards/index.js';
import { MerchantsRepository, TestClocksRepository } from '../../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { StandingRepository } from '../standing.repository.js';
import { Foretell } from './foretell.js';

export interface ExplainedSubscription {
  subscription: Subscription;
  now: Date;
  lastPaid: NotChargedFacts['lastPaid'];
  reasons: Reason[];
}

/** Why nothing was charged, from what is written down: gathers the facts, and lets the core say what they mean. */
@Injectable()
export class ExplainSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly testClocks: TestClocksRepository,
    private readonly cards: CardsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly epochs: EpochGate,
    private readonly standing: StandingRepository,
    private readonly foretell: Foretell,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<ExplainedSubscription> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const facts = await this.factsOf(tx, subscription);
      return { subscription, now: facts.now, lastPaid: facts.lastPaid, reasons: whyNotCharged(facts) };
    });
  }

  private async factsOf(tx: Tx, subscription: Subscription): Promise<NotChargedFacts> {
    const { merchantId, cardId, quarantinedAt, quarantineReason } = subscription;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const testClock = await this.testClocks.findOf(tx, merchantId);
    const real = this.clock.now();
    const now = testClock?.now ?? real;
    const stopped = merchant.chargingStoppedAt;
    // Of the very forecast that says what is billed next; in minor units, null when nothing will be.
    const known = await this.foretell.facts(tx, subscription);
    const { forecast, heldBack } = await this.foretell.view(tx, subscription, known, 13);
    // What a change within a period gives back comes to nothing, and says nothing of what is subscribed to.
    const period = forecast.entries.find(({ kind, isChange }) => kind === 'bill' && !isChange);
    const next = period?.invoice.total.minor ?? null;
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    return {
      ...subscription,
      now,
      testClock: testClock && { real },
      isRecovering: !(await this.epochs.allowsMoney(tx)),
      chargingStopped: stopped && { at: stopped, reason: merchant.chargingStoppedReason },
      quarantine: quarantinedAt && { at: quarantinedAt, reason: quarantineReason },
      coming: comingOf(forecast, known.planned.changes),
      isFree: next === 0n,
      card: card && { ...card, expired: expiredIn(card, localDateOf(now, subscription.timeZone)) },
      agreementRefusal:
        card && next !== null && next > 0n ? await this.refusal(tx, subscription, now, next) : null,
      heldBack,
      inReview: await this.standing.inReview(tx, subscription),
      charges: await this.standing.charges(tx, subscription),
      ...(await this.standing.gates(tx, subscription, now)),
      lastPaid: await this.standing.lastPaid(tx, subscription),
      withoutCharge: await this.standing.withoutCharge(tx, subscription),
    };
  }

  private async refusal(tx: Tx, { merchantId, id, timeZone }: Subscription, now: Date, chargeMinor: bigint) {
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    if (!agreement) return "There is no agreement of the customer's; they must agree first.";
    const allowed = agreementAllows({ ...agreement, today: localDateOf(now, timeZone), chargeMinor });
    return allowed.ok ? null : allowed.reason;
  }
}

function comingOf({ entries, end }: Forecast, planned: readonly PlannedChange[]): Coming {
  // Of usage that has come to its threshold `heldBack` tells.
  const owes = ({ isChange, invoice, reason }: ForecastEntry) =>
    reason === null && (!isChange || invoice.total.minor > 0n);
  const next = entries.find((entry) => entry.kind === 'bill' && owes(entry));
  const resumesAt = planned.find(({ kind }) => kind === 'resume')?.at ?? null;
  return { next: next?.at ?? null, isChange: next?.isChange === true, end, resumesAt };
}

/** "03/2027" when the card is over on that local date. */
function expiredIn({ expiryMonth: month, expiryYear: year }: Card, today: string): string | null {
  const expiry = `${year}-${String(month).padStart(2, '0')}`;
  return today.slice(0, 7) > expiry ? `${expiry.slice(5)}/${year}` : null;
}
