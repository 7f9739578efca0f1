import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Something that happened; written in the transaction that made it happen, never changed. */
@Entity('events')
export class Event {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  type: string;

  @Column('bigint', { nullable: true })
  customerId: bigint | null;

  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('jsonb')
  data: Record<string, unknown>;

  /** In the merchant's time: the test clock's where there is one. */
  @Column('timestamptz')
  occurredAt: Date;
}
