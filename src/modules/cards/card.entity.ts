import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** `refused`: an issuer said never again. `removed`: the customer or Ottu deleted it. */
export type CardStatus = 'active' | 'refused' | 'removed';

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
  status: CardStatus;

  @Column('text', { nullable: true })
  refusedReason: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
