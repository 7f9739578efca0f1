import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Sign } from '../../domain/epoch/judge-epoch.js';

/**
 * `open`: money moves. `probing`: after a silence, until the platform has said that it knows of no payment that
 * the books do not. `reconcile_only`: until what may be missing was asked for, and a person ends it.
 */
export type EpochMode = 'open' | 'probing' | 'reconcile_only';

/** One life of the database, from a restore, failover or silence to the next. The newest one holds. */
@Entity('database_epochs')
export class DatabaseEpoch {
  @PrimaryColumn('integer')
  id: number;

  /** Given at the first start; copies of the database share it. */
  @Column('uuid')
  databaseId: string;

  @Column('text', { nullable: true })
  systemIdentifier: string | null;

  @Column('integer', { nullable: true })
  timeline: number | null;

  @Column('text')
  databaseOid: string;

  @Column('text')
  mode: EpochMode;

  /** By what it was noticed. */
  @Column('text', { array: true })
  signs: (Sign | 'silence' | 'platform_knows_more')[];

  @Column('bigint')
  beat: bigint;

  /** By the database's clock, as all times here. */
  @Column('timestamptz')
  beatAt: Date;

  @Column('timestamptz')
  beganAt: Date;

  /** The last sign of life in what the database still knows; null for the first epoch. */
  @Column('timestamptz', { nullable: true })
  gapFrom: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  endedBy: string | null;

  @Column('text', { nullable: true })
  endReason: string | null;

  /** Ended although not everything had been asked for. */
  @Column('boolean', { default: false })
  uncovered: boolean;
}
