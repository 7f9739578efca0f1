import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { CardState } from '../../domain/card/card-states.js';

/** A customer's card at Ottu: a token with what may be shown of it. The number itself is never here. */
@Entity('cards')
export class Card {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  customerId: bigint;

  /** Sealed; CardsRepository opens it. */
  @Column('bytea')
  token: Buffer;

  /** By which the same token is recognized without opening any. */
  @Column('bytea')
  tokenHash: Buffer;

  @Column('text')
  pgCode: string;

  @Column('text', { nullable: true })
  brand: string | null;

  @Column('text', { nullable: true })
  lastFour: string | null;

  @Column('integer')
  expiryMonth: number;

  @Column('integer')
  expiryYear: number;

  @Column('text', { nullable: true })
  nameOnCard: string | null;

  @Column('text')
  status: CardState;

  @Column('text', { nullable: true })
  refusedReason: string | null;

  /** When the customer last gave it with another number or expiry: a new card under the token of the old one. */
  @Column('timestamptz', { nullable: true })
  renewedAt: Date | null;

  /** As it was given last, or came first, where a list has shown it otherwise since; null where it is as shown. */
  @Column('text', { nullable: true })
  givenLastFour: string | null;

  @Column('integer', { nullable: true })
  givenExpiryMonth: number | null;

  @Column('integer', { nullable: true })
  givenExpiryYear: number | null;

  /** The one that the customer, or the merchant, wants shown first. */
  @Column('boolean', { default: false })
  isDefault: boolean;

  /** Why it is going or gone. */
  @Column('text', { nullable: true })
  statusReason: string | null;

  /** Stays when it is gone: a card that somebody deleted does not come back because Ottu lists it. */
  @Column('timestamptz', { nullable: true })
  deletionRequestedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  deletionDueAt: Date | null;

  @Column('integer', { default: 0 })
  deletionTries: number;

  /** Gone here and not at Ottu, which offers no deletion. */
  @Column('boolean', { default: false })
  keptAtOttu: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
