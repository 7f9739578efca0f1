import { Injectable } from '@nestjs/common';
import { formatAmount, money } from '../../domain/money/money.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { type Account, LedgerRepository } from '../ledger/index.js';
import type { BalanceEntry, BalanceEntryKind } from './balance-entry.entity.js';
import { BalancesRepository } from './balances.repository.js';
import type { CustomerBalance } from './customer-balance.entity.js';

/** What moves a balance. `amountMinor` below zero takes from it. */
export interface BalanceMove {
  kind: BalanceEntryKind;
  amountMinor: bigint;
  occurredAt: Date;
  invoiceId?: bigint;
  attemptId?: bigint;
  creditNoteId?: bigint;
  subscriptionId?: bigint | null;
  reason?: string;
  apiKeyId?: bigint;
  idempotencyKey?: string;
  /** Of what it is about, for the event. */
  data?: Record<string, unknown>;
}

/** The account on the other side of the customer's. */
const COUNTERPART: Record<BalanceEntryKind, Account> = {
  adjustment: 'adjustments',
  surplus: 'surplus',
  applied: 'receivable',
  settled: 'receivable',
  returned: 'receivable',
  invoice_credit: 'receivable',
  // Where the credit note has put what is to be given back.
  credit_note: 'refunds',
};

const TOLD_AS: Record<BalanceEntryKind, (amountMinor: bigint) => EventType> = {
  adjustment: (amountMinor) => (amountMinor > 0n ? 'balance.credited' : 'balance.debited'),
  surplus: () => 'surplus.credited',
  applied: () => 'balance.applied',
  settled: () => 'balance.applied',
  returned: () => 'balance.returned',
  invoice_credit: () => 'balance.credited_by_invoice',
  credit_note: () => 'balance.credited_by_note',
};

/** The only writer of balances: row, entry, posting and event are one. The row must be locked. */
@Injectable()
export class BalanceBook {
  constructor(
    private readonly balances: BalancesRepository,
    private readonly ledger: LedgerRepository,
    private readonly events: EventsRepository,
  ) {}

  async write(tx: Tx, row: CustomerBalance, move: BalanceMove): Promise<BalanceEntry> {
    const { merchantId, customerId, currency } = row;
    const { kind, amountMinor, occurredAt } = move;
    const balanceAfterMinor = row.balanceMinor + amountMinor;
    await this.balances.setBalance(tx, row, balanceAfterMinor, occurredAt);
    const entry = await this.balances.append(tx, {
      merchantId,
      customerId,
      currency,
      kind,
      amountMinor,
      balanceAfterMinor,
      invoiceId: move.invoiceId ?? null,
      attemptId: move.attemptId ?? null,
      creditNoteId: move.creditNoteId ?? null,
      reason: move.reason ?? null,
      apiKeyId: move.apiKeyId ?? null,
      idempotencyKey: move.idempotencyKey ?? null,
      occurredAt,
    });
    await this.post(tx, entry);
    await this.events.append(tx, merchantId, {
      type: TOLD_AS[kind](amountMinor),
      customerId,
      subscriptionId: move.subscriptionId ?? null,
      occurredAt,
      data: {
        balance_entry_id: entry.publicId,
        amount: { amount: formatAmount(money(abs(amountMinor), currency)), currency },
        balance: { amount: formatAmount(money(balanceAfterMinor, currency)), currency },
        ...(move.reason !== undefined && { reason: move.reason }),
        ...move.data,
      },
    });
    return entry;
  }

  private post(tx: Tx, entry: BalanceEntry): Promise<void> {
    const { merchantId, id, kind, currency, amountMinor, occurredAt } = entry;
    const [debit, credit]: [Account, Account] =
      amountMinor > 0n ? [COUNTERPART[kind], 'customer_balance'] : ['customer_balance', COUNTERPART[kind]];
    return this.ledger.post(tx, merchantId, {
      source: 'balance_entry',
      sourceId: id,
      occurredAt,
      debit,
      credit,
      amount: money(abs(amountMinor), currency),
    });
  }
}

function abs(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
