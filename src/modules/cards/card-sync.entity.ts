import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a customer's cards were last compared with the list at Ottu, what came of it, and when they are next. */
@Entity('card_syncs')
export class CardSync {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  customerId: bigint;

  /** Null while no living subscription is paid with a card: then only somebody who asks compares. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('text', { nullable: true })
  outcome: 'listed' | 'failed' | null;

  /** Why there was no list. Some accounts have none to give. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { nullable: true })
  askedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  listedAt: Date | null;
}
