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

  /** It stays for what was billed of it. */
  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;
}
