import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { DayState } from '../../domain/day-report/day-states.js';

/** The file that a day was compared with. */
export interface ComparedFile {
  name: string;
  token: string;
  bytes: number;
  sha256: string;
  made_at: string;
}

/** One UTC day of a merchant, held against the platform's file. `status` changes only in DayLifecycle. */
@Entity('reconciliation_days')
export class ReconciliationDay {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('date')
  day: string;

  @Column('text')
  status: DayState;

  @Column('timestamptz', { nullable: true })
  nextRunAt: Date | null;

  /** Counts claims. Whoever holds the lease writes under this number only. */
  @Column('integer', { default: 0 })
  run: number;

  /** Runs since the file was last asked for that found none, or none that could be read. */
  @Column('integer', { default: 0 })
  tries: number;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('boolean', { default: true })
  wantsFile: boolean;

  /** The run whose lines are whole; others are remains. */
  @Column('integer', { nullable: true })
  stagedRun: number | null;

  @Column('integer', { default: 0 })
  lines: number;

  @Column('jsonb', { nullable: true })
  file: ComparedFile | null;

  @Column('integer', { default: 0 })
  openDifferences: number;

  /** Why it is not compared yet. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { nullable: true })
  comparedAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
