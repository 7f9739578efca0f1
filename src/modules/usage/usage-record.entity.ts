import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** So much was used at this instant. Written once. */
@Entity('usage_records')
export class UsageRecord {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  itemId: bigint;

  /** Of the item, when it was recorded: by this it is billed. */
  @Column('bigint')
  priceId: bigint;

  /** The caller's own name for it; the same key is the same usage. */
  @Column('text')
  key: string;

  @Column('bigint')
  quantity: bigint;

  @Column('timestamptz')
  usedAt: Date;

  /** In which period it counts; null: in a trial, where it is free. */
  @Column('timestamptz', { nullable: true })
  periodStart: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
