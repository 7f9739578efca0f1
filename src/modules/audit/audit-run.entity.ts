import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export interface AuditFinding {
  check: string;
  rows: number;
  examples: string[];
  /** Why nobody knows whether it holds. */
  failure?: string;
}

/** One nightly audit of one merchant's books; without `finishedAt` it was killed and is run again. */
@Entity('audit_runs')
export class AuditRun {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  /** In real time, also for merchants with a test clock. */
  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('integer', { nullable: true })
  checks: number | null;

  /** What did not hold, or could not be looked at; empty when all is well. */
  @Column('jsonb', { nullable: true })
  findings: AuditFinding[] | null;
}
