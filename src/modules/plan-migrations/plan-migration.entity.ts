import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Prices by their public ids. */
export interface PricePair {
  from: string;
  to: string;
}

/** Subscriptions move to other prices, one by one, when the clock gets to them. */
@Entity('plan_migrations')
export class PlanMigration {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** Whose prices are left. */
  @Column('bigint')
  planId: bigint;

  @Column('jsonb')
  pairs: PricePair[];

  /** Where a version was asked for; the pairs were found by it. */
  @Column('integer', { nullable: true })
  toVersion: number | null;

  @Column('text')
  changeWhen: 'now' | 'period_end';

  @Column('text')
  proration: 'day' | 'second' | 'none';

  /** What becomes of those whose agreement does not reach that far. */
  @Column('text')
  consent: 'refuse' | 'request';

  /** Everything is decided, and nothing is written. */
  @Column('boolean')
  dryRun: boolean;

  @Column('text')
  state: 'running' | 'done' | 'canceled';

  /** How many it was to reach, counted when it began. */
  @Column('integer')
  subscriptions: number;

  @Column('text')
  idempotencyKey: string;

  /** Of what was asked for; null of one that began before it was kept. */
  @Column('bytea', { nullable: true })
  requestHash: Buffer | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
