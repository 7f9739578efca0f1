import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const MANUAL_OUTCOMES = ['paid', 'not_paid'] as const;
export type ManualOutcome = (typeof MANUAL_OUTCOMES)[number];

/** What one person said became of an attempt, and why. Written once, never changed. */
@Entity('manual_decisions')
export class ManualDecision {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  attemptId: bigint;

  /** How often the attempt had become a person's by then. */
  @Column('integer')
  caseNo: number;

  @Column('text')
  outcome: ManualOutcome;

  @Column('text')
  evidence: string;

  @Column('text', { nullable: true })
  referenceNumber: string | null;

  /** Where the money was found, for an attempt whose session was not known. */
  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text')
  decidedBy: string;

  @Column('bigint')
  apiKeyId: bigint;

  @Column('text')
  idempotencyKey: string;

  /** False: a proposal, which a second person has to confirm. */
  @Column('boolean')
  carriedOut: boolean;

  @Column('timestamptz')
  decidedAt: Date;
}
