import { Injectable } from '@nestjs/common';
import { chargebackMachine } from '../../domain/chargeback/chargeback-states.js';
import { money } from '../../domain/money/money.js';
import { next } from '../../domain/state-machine.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { amountOf, type Attempt } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import { SurplusPosting } from '../refunds/index.js';
import type { Chargeback } from './chargeback.entity.js';
import { ChargebacksRepository, type NewChargeback } from './chargebacks.repository.js';

type NewCase = Pick<
  NewChargeback,
  'amountMinor' | 'reason' | 'reference' | 'takenAt' | 'apiKeyId' | 'idempotencyKey' | 'recordedAt'
>;

/** The only place where chargebacks come into being and end; each is posted and told. */
@Injectable()
export class ChargebackLifecycle {
  constructor(
    private readonly chargebacks: ChargebacksRepository,
    private readonly ledger: LedgerRepository,
    private readonly surplus: SurplusPosting,
    private readonly events: EventsRepository,
  ) {}

  /** The payment's row is locked, and there is so much left of it. */
  async open(tx: Tx, payment: Attempt, wanted: NewCase): Promise<Chargeback> {
    const { merchantId, id, chargeId, invoiceId, subscriptionId, customerId, currency } = payment;
    const row = await this.chargebacks.insert(tx, {
      ...wanted,
      merchantId,
      attemptId: id,
      chargeId,
      invoiceId,
      subscriptionId,
      customerId,
      currency,
      status: chargebackMachine.initial,
    });
    await this.post(tx, row, payment, 'chargeback_opened', row.recordedAt);
    await this.tell(tx, row, 'chargeback.opened', row.recordedAt, { reason: row.reason });
    return row;
  }

  /** The payment's row is locked. */
  async resolve(
    tx: Tx,
    payment: Attempt,
    row: Chargeback,
    event: 'win' | 'lose',
    said: Pick<Chargeback, 'evidence' | 'decidedBy'>,
    at: Date,
  ): Promise<void> {
    const changes = { ...said, status: next(chargebackMachine, row.status, event), resolvedAt: at };
    await this.chargebacks.update(tx, row.merchantId, row.id, changes);
    Object.assign(row, changes);
    // Lost, it stays where it was posted.
    if (event === 'win') await this.post(tx, row, payment, 'chargeback_won', at);
    const told = event === 'win' ? 'chargeback.won' : 'chargeback.lost';
    await this.tell(tx, row, told, at, { evidence: said.evidence, by: said.decidedBy });
  }

  /** A loss; but of what nobody owed the bank takes what was not the merchant's, while that lasts. */
  private post(
    tx: Tx,
    row: Chargeback,
    payment: Attempt,
    source: 'chargeback_opened' | 'chargeback_won',
    occurredAt: Date,
  ): Promise<void> {
    const isTaken = source === 'chargeback_opened';
    const cause = { source, sourceId: row.id, occurredAt };
    if (payment.surplus)
      return this.surplus.post(tx, payment, cause, isTaken ? row.amountMinor : -row.amountMinor);
    return this.ledger.post(tx, row.merchantId, {
      ...cause,
      debit: isTaken ? 'chargebacks' : 'cash_at_gateway',
      credit: isTaken ? 'cash_at_gateway' : 'chargebacks',
      amount: money(row.amountMinor, row.currency),
    });
  }

  private tell(
    tx: Tx,
    row: Chargeback,
    type: 'chargeback.opened' | 'chargeback.won' | 'chargeback.lost',
    occurredAt: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    const { merchantId, customerId, subscriptionId, publicId, reference } = row;
    return this.events.append(tx, merchantId, {
      type,
      customerId,
      subscriptionId,
      occurredAt,
      data: { chargeback_id: publicId, reference, amount: amountOf(row), ...data },
    });
  }
}
