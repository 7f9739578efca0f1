import { Injectable, Logger } from '@nestjs/common';
import { money } from '../../domain/money/money.js';
import { needsApproval } from '../../domain/refund/approval.js';
import { refundMachine } from '../../domain/refund/refund-states.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newUuid } from '../../platform/ids/type-id.js';
import { after, amountOf, type Attempt, type Moment } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import { MerchantsRepository } from '../merchants/index.js';
import type { Refund } from './refund.entity.js';
import { changesBy, givenUp } from './refund-changes.js';
import { eventFor, type RefundOutcome } from './refund-outcome.js';
import { RefundsRepository } from './refunds.repository.js';
import { SurplusPosting } from './surplus-posting.js';

type Wanted = Pick<Refund, 'origin' | 'amountMinor'> &
  Partial<Pick<Refund, 'kind' | 'reason' | 'apiKeyId' | 'idempotencyKey'>>;

/** The only place where refunds come into being and change their status; each change is posted and told. */
@Injectable()
export class RefundLifecycle {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundsRepository,
    private readonly ledger: LedgerRepository,
    private readonly surplus: SurplusPosting,
    private readonly merchants: MerchantsRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Writes down that it is wanted, of a payment whose row is locked; the clock sends it, or a person agrees first. */
  async request(tx: Tx, attempt: Attempt, wanted: Wanted, at: Date): Promise<Refund> {
    const { initial } = refundMachine;
    const isHeld = await this.needsSecond(tx, attempt, wanted);
    const refund = await this.refunds.insert(tx, {
      ...paymentOf(attempt),
      ...wanted,
      status: isHeld ? next(refundMachine, initial, 'hold') : initial,
      owner: newUuid(),
      requestedAt: at,
      nextActionAt: isHeld ? null : at,
    });
    const type = isHeld ? 'refund.approval_needed' : (`${refund.kind}.requested` as const);
    await this.tell(tx, refund, attempt, type, at, { reason: wanted.reason ?? undefined });
    return refund;
  }

  /** Both rows are locked, and whoever agrees is not who asked. The clock sends it now. */
  async approve(
    tx: Tx,
    refund: Refund,
    attempt: Attempt,
    by: { name: string; keyId: bigint; reason: string },
    at: Date,
  ): Promise<void> {
    const changes = {
      status: next(refundMachine, refund.status, 'approve'),
      approvedBy: by.name,
      approvalKeyId: by.keyId,
      nextActionAt: at,
    };
    await this.refunds.update(tx, refund.merchantId, refund.id, changes);
    Object.assign(refund, changes);
    await this.tell(tx, refund, attempt, 'refund.approved', at, { by: by.name, reason: by.reason });
  }

  /** What the engine gives back by itself was decided by the setting that makes it do so. */
  private async needsSecond(tx: Tx, attempt: Attempt, wanted: Wanted): Promise<boolean> {
    const { kind = 'refund', origin, amountMinor } = wanted;
    if (kind !== 'refund' || origin !== 'person') return false;
    const { merchantId, id, currency } = attempt;
    const { refundApproval } = (await this.merchants.findById(tx, merchantId))!;
    const before = await this.refunds.committedMinor(tx, merchantId, id);
    return needsApproval(refundApproval, currency, amountMinor, before);
  }

  /**
   * One that was made at the platform itself: money that went back without us, or is about to.
   * @param rejected ours of the same name, of which we held that it was not made
   */
  async adopt(
    tx: Tx,
    attempt: Attempt,
    reading: RefundReading,
    moment: Moment,
    rejected: Refund | undefined,
  ): Promise<void> {
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
    const data = { rejected_before: rejected?.publicId };
    await this.tell(tx, refund, attempt, 'refund.found', moment.now, data);
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
    // A capture is posted with the payment that it makes of the attempt.
    if (refund.status === 'succeeded' && refund.kind === 'refund')
      await this.post(tx, refund, attempt, moment.now);
    await this.tell(tx, refund, attempt, toldAs(refund, outcome), moment.now, this.dataOf(refund, outcome));
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
        [`${refund.kind}_id`]: refund.publicId,
        attempt_id: attempt.publicId,
        order_no: attempt.orderNo,
        amount: amountOf(refund),
        ...data,
      },
    });
  }

  /** It waits unsent, for its payment cannot be looked at. */
  async tellUnseen(
    tx: Tx,
    refund: Refund,
    attempt: Attempt,
    reason: string,
    retryAt: Date,
    at: Date,
  ): Promise<void> {
    const data = { reason, retry_at: retryAt.toISOString() };
    await this.tell(tx, refund, attempt, `${refund.kind}.postponed`, at, data);
  }

  /** Surplus goes back out of what was set aside; what was owed and paid lessens what was sold. */
  private post(tx: Tx, refund: Refund, attempt: Attempt, at: Date): Promise<void> {
    const { merchantId, id: sourceId, amountMinor, currency } = refund;
    const cause = { source: 'refund_succeeded', sourceId, occurredAt: at } as const;
    if (attempt.surplus) return this.surplus.post(tx, attempt, cause, amountMinor);
    const accounts = { debit: 'refunds', credit: 'cash_at_gateway' } as const;
    return this.ledger.post(tx, merchantId, { ...cause, ...accounts, amount: money(amountMinor, currency) });
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
          outcome: resolutionOf(refund, outcome.isRefunded),
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
      { [`${refund.kind}_id`]: refund.publicId, reason: outcome.reason },
      `A ${refund.kind} needs a person: it was not made, or nobody knows whether it was`,
    );
  }
}

const TOLD_AS = {
  succeeded: 'succeeded',
  rejected: 'rejected',
  unsent: 'postponed',
  unknown: 'unknown',
  to_human: 'manual',
  resolved: 'resolved',
} as const;

/** No gateway queues a capture or a void. */
function toldAs({ kind }: Refund, outcome: RefundOutcome): EventType {
  return outcome.kind === 'queued' ? 'refund.queued' : `${kind}.${TOLD_AS[outcome.kind]}`;
}

function resolutionOf({ kind }: Refund, isDone: boolean): string {
  if (kind === 'refund') return isDone ? 'refunded' : 'not_refunded';
  return isDone ? 'done' : 'not_done';
}

function paymentOf({ merchantId, id, chargeId, invoiceId, subscriptionId, customerId, currency }: Attempt) {
  return { merchantId, attemptId: id, chargeId, invoiceId, subscriptionId, customerId, currency };
}
