import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

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

  /** What did not hold, as `[{check, rows, examples}]`; empty when all is well. */
  @Column('jsonb', { nullable: true })
  findings: { check: string; rows: number; examples: string[] }[] | null;
}
