import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { StubPolicy } from '../../domain/subscription/stub-policy.js';
import type { CatchUpPolicy } from '../../domain/subscription/catch-up.js';

/** What is sold; its prices say for how much. */
@Entity('plans')
export class Plan {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  name: string;

  /** On Arabic paper; null: the name is for both languages. */
  @Column('text', { nullable: true })
  nameAr: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** An inactive plan takes no new subscriptions; those it has go on. */
  @Column('boolean')
  active: boolean;

  @Column('integer')
  trialDays: number;

  /** The one that is sold; earlier ones stay with whom they were sold to. */
  @Column('integer', { default: 1 })
  version: number;

  /** Sold only beside a plan that is none. */
  @Column('boolean', { default: false })
  addOn: boolean;

  /** For how many periods the customer is bound from the beginning on; 0 for none. */
  @Column('integer', { default: 0 })
  minimumPeriods: number;

  /** What the time until an anchor costs, where the request for a subscription does not say. */
  @Column('text', { default: 'prorated' })
  stub: StubPolicy;

  /** What becomes of periods that were missed, after a downtime. */
  @Column('text', { default: 'each' })
  catchUp: CatchUpPolicy;

  /** How long its invoices are drafts; null: as the merchant says. */
  @Column('integer', { nullable: true })
  invoiceReviewHours: number | null;

  /** How its declined renewals are collected; null: as the merchant's default says. */
  @Column('bigint', { nullable: true })
  dunningPolicyId: bigint | null;

  @Column('jsonb')
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
