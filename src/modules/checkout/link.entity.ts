import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** `pay`: an invoice, until it is settled. `card`: another card or a new consent, while the subscription lives. */
export type LinkKind = 'pay' | 'card';

/** An address of ours that the customer may follow. The token in it is never stored, only its hash. */
@Entity('links')
export class Link {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  kind: LinkKind;

  /** Null for an invoice of no subscription. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint', { nullable: true })
  invoiceId: bigint | null;

  @Column('bytea')
  tokenHash: Buffer;

  @Column('timestamptz')
  createdAt: Date;
}
