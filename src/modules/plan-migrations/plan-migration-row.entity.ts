import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const ROW_STATES = [
  'pending',
  'waiting',
  'changed',
  'planned',
  'unchanged',
  'refused',
  'canceled',
] as const;

/** In a dry run: what it would be. */
export type RowState = (typeof ROW_STATES)[number];

/** One subscription of a migration, and what became of it. Decided once; the row stays. */
@Entity('plan_migration_rows')
export class PlanMigrationRow {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  migrationId: bigint;

  @Column('bigint')
  subscriptionId: bigint;

  /** As of its migration; here, because one subscription waits in one real migration at most. */
  @Column('boolean')
  dryRun: boolean;

  @Column('text')
  state: RowState;

  /** When it is looked at next; null once it is decided. */
  @Column('timestamptz', { nullable: true })
  runAt: Date | null;

  @Column('integer', { default: 0 })
  tries: number;

  @Column('text', { nullable: true })
  reasonCode: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { nullable: true })
  effectiveAt: Date | null;

  @Column('text', { nullable: true })
  currency: string | null;

  /** The next period as it would have been billed. */
  @Column('bigint', { nullable: true })
  beforeMinor: bigint | null;

  /** The next period as it will be billed. */
  @Column('bigint', { nullable: true })
  afterMinor: bigint | null;

  /** Invoiced at once. */
  @Column('bigint', { nullable: true })
  chargeMinor: bigint | null;

  /** Put into the balance at once. */
  @Column('bigint', { nullable: true })
  creditMinor: bigint | null;

  @Column('bigint', { nullable: true })
  invoiceId: bigint | null;

  @Column('bigint', { nullable: true })
  scheduledChangeId: bigint | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
}
