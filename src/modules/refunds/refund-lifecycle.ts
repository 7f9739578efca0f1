import { Injectable, Logger } from '@nestjs/common';
import { money } from '../../domain/money/money.js';
import { refundMachine } from '../../domain/refund/refund-states.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newUuid } from '../../platform/ids/type-id.js';
import { after, amountOf, type Attempt, type Moment } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import type { Refund } from './refund.entity.js';
import { eventFor, type RefundOutcome } from './refund-outcome.js';
import { RefundsRepository } from './refunds.repository.js';

/** What the platform may refuse to take before a request is given up. */
const MOST_REFUSALS = 5;
const REFUSED_RETRY_MINUTES = 60;
const UNSENT_RETRY_MINUTES = 5;

type Wanted = Pick<Refund, 'origin' | 'amountMinor'> &
  Partial<Pick<Refund, 'reason' | 'apiKeyId' | 'idempotencyKey'>>;

/** The only place where refunds come into being and change their status; each change is posted and told. */
@Injectable()
export class RefundLifecycle {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundsRepository,
    private readonly ledger: LedgerRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Writes down that it is wanted, of a payment whose row is locked; the clock sends it. */
  async request(tx: Tx, attempt: Attempt, wanted: Wanted, at: Date): Promise<Refund> {
    const refund = await this.refunds.insert(tx, {
      ...paymentOf(attempt),
      ...wanted,
      status: refundMachine.initial,
      owner: newUuid(),
      requestedAt: at,
      nextActionAt: at,
    });
    await this.tell(tx, refund, attempt, 'refund.requested', at, { reason: wanted.reason ?? undefined });
    return refund;
  }

  /** One that was made at the platform itself: money that went back without us, or is about to. */
  async adopt(tx: Tx, attempt: Attempt, reading: RefundReading, moment: Moment): Promise<void> {
    const isDone = reading.state === 'refunded';
    const sent = next(refundMachine, refundMachine.initial, 'mark_sent');
    const refund = await this.refunds.insert(tx, {
      ...paymentOf(attempt),
      origin: 'platform',
      status: next(refundMachine, sent, isDone ? 'confirm' : 'queue'),
      amountMinor: reading.amount.minor,
      childId: reading.id,
      owner: newUuid(),
      requestedAt: moment.now,
      queuedAt: isDone ? null : moment.now,
      resolvedAt: isDone ? moment.now : null,
      nextActionAt: isDone ? null : after(moment, { minutes: 15 }),
      settledBy: isDone ? 'look' : null,
    });
    if (isDone) await this.post(tx, refund, attempt, moment.now);
    await this.tell(tx, refund, attempt, 'refund.found', moment.now);
  }

  /** Takes what is new; both rows are locked. False when it says nothing new. */
  async settle(
    tx: Tx,
    refund: Refund,
    attempt: Attempt,
    given: RefundOutcome,
    by: NonNullable<Refund['settledBy']>,
    moment: Moment,
  ): Promise<boolean> {
    const outcome = givenUp(refund, given);
    const event = eventFor(refund.status, outcome);
    if (event === null) return false;
    const changes = {
      status: next(refundMachine, refund.status, event),
      ...changesBy(refund, outcome, by, moment),
    };
    await this.refunds.update(tx, refund.merchantId, refund.id, changes);
    Object.assign(refund, changes);
    if (refund.status === 'succeeded') await this.post(tx, refund, attempt, moment.now);
    await this.tell(tx, refund, attempt, TOLD_AS[outcome.kind], moment.now, this.dataOf(refund, outcome));
    this.alarm(refund, outcome);
    return true;
  }

  async tell(
    tx: Tx,
    refund: Refund,
    attempt: Attempt,
    type: EventType,
    at: Date,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    await this.events.append(tx, refund.merchantId, {
      type,
      customerId: refund.customerId,
      subscriptionId: refund.subscriptionId,
      occurredAt: at,
      data: {
        refund_id: refund.publicId,
        attempt_id: attempt.publicId,
        order_no: attempt.orderNo,
        amount: amountOf(refund),
        ...data,
      },
    });
  }

  /** Surplus goes back out of what was set aside; what was owed and paid lessens what was sold. */
  private post(tx: Tx, refund: Refund, attempt: Attempt, at: Date): Promise<void> {
    return this.ledger.post(tx, refund.merchantId, {
      source: 'refund_succeeded',
      sourceId: refund.id,
      occurredAt: at,
      debit: attempt.surplus ? 'surplus' : 'refunds',
      credit: 'cash_at_gateway',
      amount: money(refund.amountMinor, refund.currency),
    });
  }

  private dataOf(refund: Refund, outcome: RefundOutcome): Record<string, unknown> {
    const at = refund.nextActionAt?.toISOString();
    switch (outcome.kind) {
      case 'unknown':
        return { reason: outcome.trouble.message, ask_again_at: at };
      case 'unsent':
        return { reason: outcome.reason, retry_at: at };
      case 'rejected':
      case 'to_human':
        return { reason: outcome.reason };
      case 'resolved':
        return {
          outcome: outcome.isRefunded ? 'refunded' : 'not_refunded',
          evidence: outcome.reason,
          by: outcome.by,
        };
      case 'succeeded':
      case 'queued':
        return {};
    }
  }

  /** Money that is not ours and does not go back by itself needs somebody now. Before the commit: too loud is better than too quiet. */
  private alarm(refund: Refund, outcome: RefundOutcome): void {
    const needsPerson =
      outcome.kind === 'to_human' || (outcome.kind === 'rejected' && refund.origin === 'surplus');
    if (!needsPerson) return;
    this.logger.error(
      { refund_id: refund.publicId, reason: outcome.reason },
      'A refund needs a person: it was not made, or nobody knows whether it was',
    );
  }
}

const TOLD_AS: Record<RefundOutcome['kind'], EventType> = {
  succeeded: 'refund.succeeded',
  queued: 'refund.queued',
  rejected: 'refund.rejected',
  unsent: 'refund.postponed',
  unknown: 'refund.unknown',
  to_human: 'refund.manual',
  resolved: 'refund.resolved',
};

/** A request that the platform does not take again and again is given up: nothing was given back. */
function givenUp(refund: Refund, outcome: RefundOutcome): RefundOutcome {
  if (outcome.kind !== 'unsent' || !outcome.isRefusal || refund.refusals + 1 < MOST_REFUSALS) return outcome;
  return { kind: 'rejected', refund: null, reason: `not taken ${MOST_REFUSALS} times: ${outcome.reason}` };
}

function changesBy(
  refund: Refund,
  outcome: RefundOutcome,
  by: NonNullable<Refund['settledBy']>,
  moment: Moment,
): Partial<Refund> {
  const { now } = moment;
  switch (outcome.kind) {
    case 'succeeded':
    case 'rejected':
      return {
        resolvedAt: now,
        nextActionAt: null,
        settledBy: by,
        childId: outcome.refund?.id ?? refund.childId,
        referenceNumber: outcome.refund?.referenceNumber ?? refund.referenceNumber,
        statusReason: outcome.kind === 'rejected' ? outcome.reason : null,
      };
    case 'queued':
      return {
        queuedAt: now,
        nextActionAt: after(moment, { minutes: 15 }),
        looks: 0,
        childId: outcome.refund.id ?? refund.childId,
        referenceNumber: outcome.refund.referenceNumber ?? refund.referenceNumber,
      };
    case 'unsent': {
      const minutes = outcome.isRefusal ? REFUSED_RETRY_MINUTES : UNSENT_RETRY_MINUTES;
      return {
        nextActionAt: after(moment, { seconds: Math.max(minutes * 60, outcome.retryAfterSeconds ?? 0) }),
        statusReason: outcome.reason,
        refusals: refund.refusals + (outcome.isRefusal ? 1 : 0),
        // Nothing of it arrived, so the next one is the first again.
        sends: 0,
        firstSentAt: null,
        looks: 0,
      };
    }
    case 'unknown':
      return { nextActionAt: after(moment, { minutes: 1 }), trouble: outcome.trouble, looks: 0 };
    case 'to_human':
      return { nextActionAt: null, statusReason: outcome.reason };
    case 'resolved':
      return { resolvedAt: now, nextActionAt: null, settledBy: by, statusReason: outcome.reason };
  }
}

function paymentOf({ merchantId, id, chargeId, invoiceId, subscriptionId, customerId, currency }: Attempt) {
  return { merchantId, attemptId: id, chargeId, invoiceId, subscriptionId, customerId, currency };
}
