import { Injectable } from '@nestjs/common';
import type { Money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
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
  | 'outside_payment'
  | 'credit_note'
  | 'refund_succeeded'
  | 'chargeback_opened'
  | 'chargeback_won'
  | 'balance_entry';

export interface Posting {
  source: LedgerSource;
  sourceId: bigint;
  occurredAt: Date;
  debit: Account;
  credit: Account;
  amount: Money;
}

/** What one cause does to several accounts of one currency: above zero is debit, below is credit. */
export interface JointPosting {
  source: LedgerSource;
  sourceId: bigint;
  occurredAt: Date;
  currency: string;
  moves: readonly (readonly [Account, bigint])[];
}

/** Of one account and currency, in minor units. */
export interface AccountSums {
  currency: string;
  account: Account;
  dayDebit: bigint;
  dayCredit: bigint;
  /** Debits less credits up to the end of the day. */
  balance: bigint;
}

@Injectable()
export class LedgerRepository {
  /** Up to the end of a local day. Sums the merchant's whole ledger: for a person, not for the hot path. */
  sumsUpTo(tx: Tx, merchantId: bigint, date: string, timeZone: string): Promise<AccountSums[]> {
    return tx.query<AccountSums[]>(
      `SELECT e.currency, e.account,
         coalesce(sum(e.debit_minor) FILTER (WHERE d.day = $2::date), 0)::bigint AS "dayDebit",
         coalesce(sum(e.credit_minor) FILTER (WHERE d.day = $2::date), 0)::bigint AS "dayCredit",
         sum(e.debit_minor - e.credit_minor)::bigint AS balance
       FROM ledger_transactions t
       JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id,
       LATERAL (SELECT (t.occurred_at AT TIME ZONE $3)::date AS day) d
       WHERE t.merchant_id = $1 AND d.day <= $2::date
       GROUP BY e.currency, e.account ORDER BY e.currency, e.account`,
      [merchantId, date, timeZone],
    );
  }

  /** Double entry: the amount leaves `credit` and enters `debit`. Zero amounts leave no trace. */
  async post(writer: Writer, merchantId: bigint, posting: Posting): Promise<void> {
    const { source, sourceId, occurredAt, debit, credit, amount } = posting;
    const { minor, currency } = amount;
    const moves = [[debit, minor] as const, [credit, -minor] as const];
    return this.postAll(writer, merchantId, { source, sourceId, occurredAt, currency, moves });
  }

  /** Moves of nothing leave no trace; the others add up to nothing, or the database refuses them. */
  async postAll(writer: Writer, merchantId: bigint, posting: JointPosting): Promise<void> {
    const { source, sourceId, occurredAt, currency } = posting;
    const moves = posting.moves.filter(([, minor]) => minor !== 0n);
    if (moves.length === 0) return;
    const transaction = Object.assign(new LedgerTransaction(), { merchantId, source, sourceId, occurredAt });
    await insertRows(writer, LedgerTransaction, [transaction]);
    const common = { merchantId, transactionId: transaction.id, currency };
    await insertRows(
      writer,
      LedgerEntry,
      moves.map(([account, minor]) => ({
        ...common,
        account,
        debitMinor: minor > 0n ? minor : 0n,
        creditMinor: minor < 0n ? -minor : 0n,
      })),
    );
  }
}
