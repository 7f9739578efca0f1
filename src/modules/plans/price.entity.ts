import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { IntervalUnit } from '../../domain/calendar/interval.js';
import type { TierInputs } from '../../domain/pricing/price-inputs.js';
import type { PriceModelKind } from '../../domain/pricing/price-model.js';
import type { Aggregation } from '../../domain/pricing/usage.js';

/** What it says never changes: customers agreed to it. A trigger refuses the attempt. Read it with price-terms.ts. */
@Entity('prices')
export class Price {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  planId: bigint;

  /** It belongs to this version of its plan. */
  @Column('integer', { default: 1 })
  planVersion: number;

  @Column('text')
  currency: string;

  @Column('text', { default: 'per_unit' })
  model: PriceModelKind;

  /** Of a unit, a package, or flat. Null when the unit is finer than the currency, and of a tiered price. */
  @Column('bigint', { nullable: true })
  amountMinor: bigint | null;

  /** Of a unit, in the currency's main unit, when it is finer than its smallest. */
  @Column('numeric', { precision: 21, scale: 9, nullable: true })
  fineAmount: string | null;

  @Column('bigint', { nullable: true })
  packageSize: bigint | null;

  @Column('jsonb', { nullable: true })
  tiers: TierInputs[] | null;

  /** Null: it is paid once, with the first invoice. */
  @Column('text', { nullable: true })
  intervalUnit: IntervalUnit | null;

  @Column('integer', { nullable: true })
  intervalCount: number | null;

  @Column('text', { default: 'in_advance' })
  billing: 'in_advance' | 'in_arrears';

  /** Set: its quantity is what was used in a period. */
  @Column('text', { nullable: true })
  usageAggregation: Aggregation | null;

  /** How long after its end a period waits for usage that is on its way. */
  @Column('integer', { nullable: true })
  usageGraceMinutes: number | null;

  /** When what was used and is not billed costs so much, it is billed before its period ends. */
  @Column('bigint', { nullable: true })
  usageThresholdMinor: bigint | null;

  @Column('text', { nullable: true })
  nickname: string | null;

  /** An inactive price takes no new subscriptions; those it has go on. */
  @Column('boolean')
  active: boolean;

  @Column('jsonb')
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;
}
