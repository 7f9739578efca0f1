import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity('subscription_items')
export class SubscriptionItem {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  priceId: bigint;

  @Column('bigint')
  quantity: bigint;

  /** Of a price that is paid once: when it was billed. */
  @Column('timestamptz', { nullable: true })
  chargedOnceAt: Date | null;

  /** Since when there is so much of it; null: from the beginning. A fee that is paid afterwards costs the time since. */
  @Column('timestamptz', { nullable: true })
  heldFrom: Date | null;

  /** It stays for what was billed of it, and a fee that is paid afterwards for what is owed up to then. */
  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;
}
