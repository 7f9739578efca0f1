import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A coupon that was redeemed for a subscription. */
@Entity('discounts')
export class DiscountRow {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  couponId: bigint;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  customerId: bigint;

  /** As the coupon says; here for the index that enforces it. */
  @Column('boolean')
  oncePerCustomer: boolean;

  /** Invoices of periods that it still discounts; null for ever. */
  @Column('integer', { nullable: true })
  periodsLeft: number | null;

  /** An invoice of usage within the running period had it: the period's own uses it, also if nothing is left for that. */
  @Column('boolean')
  usedAhead: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** Since when it counts for nobody: what it was redeemed for never began. */
  @Column('timestamptz', { nullable: true })
  releasedAt: Date | null;
}
