import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Feature } from '../../domain/entitlement/entitlements.js';

/** What a plan gave from then on. Written once; plans from before there were versions have no row for their first. */
@Entity('plan_versions')
export class PlanVersion {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  planId: bigint;

  @PrimaryColumn('integer')
  version: number;

  /** For people: what is new. */
  @Column('text', { nullable: true })
  note: string | null;

  @Column('jsonb')
  features: Feature[];

  @Column('timestamptz')
  createdAt: Date;
}
