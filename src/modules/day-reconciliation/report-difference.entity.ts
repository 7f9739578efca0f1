import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { DifferenceType } from '../../domain/day-report/classify-difference.js';
import type { DifferenceState } from '../../domain/day-report/difference-states.js';
import type { Action, Proposal } from '../../domain/day-report/propose-action.js';

/** Figures as they are shown: amounts as texts. */
export type Figures = Record<string, string | boolean | null>;

/** In what a day's file and our books differ. `status` changes only in DifferenceLifecycle. */
@Entity('report_differences')
export class ReportDifference {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('date')
  day: string;

  @Column('text')
  type: DifferenceType;

  /** What it is about; with day and type its name, under which it is found again. */
  @Column('text')
  subject: string;

  @Column('text')
  status: DifferenceState;

  @Column('bigint', { nullable: true })
  attemptId: bigint | null;

  @Column('bigint', { nullable: true })
  refundId: bigint | null;

  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  orderNo: string | null;

  @Column('jsonb', { nullable: true })
  ours: Figures | null;

  @Column('jsonb', { nullable: true })
  theirs: Figures | null;

  /** What the platform answered about the session itself. */
  @Column('jsonb', { nullable: true })
  platform: Figures | null;

  @Column('text')
  proposal: Proposal;

  @Column('text', { nullable: true })
  owner: string | null;

  @Column('timestamptz', { nullable: true })
  assignedAt: Date | null;

  @Column('timestamptz')
  firstSeenAt: Date;

  @Column('integer')
  lastSeenRun: number;

  @Column('text', { nullable: true })
  decidedAction: Action | null;

  @Column('text', { nullable: true })
  decidedBy: string | null;

  @Column('text', { nullable: true })
  evidence: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
