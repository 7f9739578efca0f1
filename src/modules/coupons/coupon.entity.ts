import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const COUPON_DURATIONS = ['once', 'repeating', 'forever'] as const;
export type CouponDuration = (typeof COUPON_DURATIONS)[number];

/** What a code takes off, for how long, and who may use it. Only its names change; withdrawn, it goes on where it is. */
@Entity('coupons')
export class Coupon {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** As the customer types it; capitals or not is the same. */
  @Column('text')
  code: string;

  @Column('text')
  name: string;

  /** On Arabic paper; null: the name is for both languages. */
  @Column('text', { nullable: true })
  nameAr: string | null;

  /** Either this or an amount. */
  @Column('integer', { nullable: true })
  percentMillionths: number | null;

  @Column('bigint', { nullable: true })
  amountMinor: bigint | null;

  /** Of the amount; and only for subscriptions of it. */
  @Column('text', { nullable: true })
  currency: string | null;

  @Column('text')
  duration: CouponDuration;

  /** How many invoices of periods, of a repeating one. */
  @Column('integer', { nullable: true })
  durationPeriods: number | null;

  @Column('integer', { nullable: true })
  maxRedemptions: number | null;

  @Column('integer', { default: 0 })
  redemptions: number;

  /** From when on it is not redeemed any more. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('boolean', { default: false })
  oncePerCustomer: boolean;

  /** Public ids of the plans whose lines it discounts; null for all. */
  @Column('jsonb', { nullable: true })
  plans: string[] | null;

  @Column('jsonb', { default: {} })
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  deactivatedAt: Date | null;
}
