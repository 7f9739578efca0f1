import { Injectable } from '@nestjs/common';
import type { Money } from '../../domain/money/money.js';
import { insertRows, type Writer } from '../../platform/database/writes.js';
import { type Account, LedgerEntry, LedgerTransaction } from './ledger.entities.js';

/** The causes of postings; with the id of the row that caused it, each is posted once. */
export type LedgerSource =
  | 'invoice_finalized'
  | 'invoice_voided'
  | 'invoice_uncollectible'
  | 'invoice_recovered'
  | 'attempt_succeeded'
  | 'attempt_surplus'
  | 'refund_succeeded'
  | 'balance_entry';

export interface Posting {
  source: LedgerSource;
  sourceId: bigint;
  occurredAt: Date;
  debit: Account;
  credit: Account;
  amount: Money;
}

@Injectable()
export class LedgerRepository {
  /** Double entry: the amount leaves `credit` and enters `debit`. Zero amounts leave no trace. */
  async post(writer: Writer, merchantId: bigint, posting: Posting): Promise<void> {
    const { source, sourceId, occurredAt, debit, credit, amount } = posting;
    if (amount.minor === 0n) return;
    const transaction = Object.assign(new LedgerTransaction(), { merchantId, source, sourceId, occurredAt });
    await insertRows(writer, LedgerTransaction, [transaction]);
    const common = { merchantId, transactionId: transaction.id, currency: amount.currency };
    await insertRows(writer, LedgerEntry, [
      { ...common, account: debit, debitMinor: amount.minor, creditMinor: 0n },
      { ...common, account: credit, debitMinor: 0n, creditMinor: amount.minor },
    ]);
  }
}
