import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { ReportOperation } from '../../domain/day-report/read-report-line.js';

/** A line of a report as it was read; kept for some days, so that it can be compared again. */
@Entity('report_lines')
export class StagedLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('date')
  day: string;

  @PrimaryColumn('integer')
  run: number;

  @PrimaryColumn('integer')
  line: number;

  @Column('text')
  operation: ReportOperation;

  @Column('text')
  sessionId: string;

  @Column('text', { nullable: true })
  parentSessionId: string | null;

  @Column('text', { nullable: true })
  orderNo: string | null;

  @Column('text')
  state: string;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('bigint', { nullable: true })
  settledMinor: bigint | null;

  @Column('bigint', { nullable: true })
  feeMinor: bigint | null;

  @Column('boolean', { nullable: true })
  isSandbox: boolean | null;
}

/** Merchants whose days are compared every night. */
@Entity('reconciliation_schedules')
export class ReconciliationSchedule {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('date')
  nextDay: string;

  @Column('timestamptz')
  dueAt: Date;
}

/** Counted, because the platform allows so many an hour. */
@Entity('report_downloads')
export class ReportDownload {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('date')
  day: string;

  @Column('text')
  token: string;

  @Column('timestamptz')
  at: Date;
}
