import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Why a card is saved: a trial begins with it; another card takes the place of the one on file; or the
 * customer consents anew, under an agreement that takes the place of the one in force.
 */
export type SetupPurpose = 'trial' | 'card_change' | 'consent';

/** A hosted page that saves a card without a payment. */
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

  @Column('text', { default: 'trial' })
  purpose: SetupPurpose;

  /** The agreement that the customer consents to; the subscription's first one for a trial. */
  @Column('bigint', { nullable: true })
  agreementId: bigint | null;

  /** Where the customer goes afterwards; the subscription's when null. */
  @Column('text', { nullable: true })
  returnUrl: string | null;

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

  /** When it was first seen paid, which need not tell the card yet. */
  @Column('timestamptz', { nullable: true })
  paidSeenAt: Date | null;

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
