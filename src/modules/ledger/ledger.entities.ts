import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const ACCOUNTS = [
  'receivable',
  'revenue',
  'tax',
  'cash_at_gateway',
  'cash_outside',
  'customer_balance',
  'refunds',
  'chargebacks',
  'surplus',
  'fees',
  'bad_debt',
  'adjustments',
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** Why entries exist: one row for each cause, once. */
@Entity('ledger_transactions')
export class LedgerTransaction {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  source: string;

  @Column('bigint')
  sourceId: bigint;

  @Column('timestamptz')
  occurredAt: Date;
}

@Entity('ledger_entries')
export class LedgerEntry {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  transactionId: bigint;

  @Column('text')
  account: Account;

  @Column('text')
  currency: string;

  @Column('bigint', { default: 0 })
  debitMinor: bigint;

  @Column('bigint', { default: 0 })
  creditMinor: bigint;
}
