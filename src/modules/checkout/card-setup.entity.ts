import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A hosted page that saves a card without a payment, for a subscription that begins with a trial. */
@Entity('card_setups')
export class CardSetup {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  customerId: bigint;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('integer')
  n: number;

  @Column('text')
  status: 'prepared' | 'open' | 'completed' | 'expired';

  @Column('text')
  orderNo: string;

  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  checkoutUrl: string | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('text')
  pgCode: string;

  @Column('text')
  currency: string;

  @Column('timestamptz', { nullable: true })
  nextCheckAt: Date | null;

  @Column('integer', { default: 0 })
  checks: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
