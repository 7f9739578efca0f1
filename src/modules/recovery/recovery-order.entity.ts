import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** An order number that the engine may have used in what the database has forgotten. */
@Entity('recovery_orders')
export class RecoveryOrder {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('integer')
  epochId: number;

  /** Null for an invoice of no subscription. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  /** Of an invoice of a period; else the invoice is named. */
  @Column('integer', { nullable: true })
  periodIndex: number | null;

  @Column('bigint', { nullable: true })
  invoiceId: bigint | null;

  @Column('integer')
  n: number;

  @Column('text')
  orderNo: string;

  /** Of the try before it, where that is asked for as well. */
  @Column('text', { nullable: true })
  afterOrderNo: string | null;

  /** When the engine could have used it at the earliest. */
  @Column('timestamptz')
  dueAt: Date;

  /**
   * `absent`: the platform does not know it. `adopted`: it does, and the books have it now. `unplaced`: it does,
   * and a person must find the place. `unanswered`: given up asking, and charging stopped instead. Null: to ask.
   */
  @Column('text', { nullable: true })
  finding: 'absent' | 'adopted' | 'unplaced' | 'unanswered' | null;

  /** What the platform said, or why it is asked again. */
  @Column('text', { nullable: true })
  note: string | null;

  @Column('integer', { default: 0 })
  asks: number;

  /** The platform's last word: that it does not know it, or will not tell. A silence between is none. */
  @Column('text', { nullable: true })
  said: 'unknown' | 'refused' | null;

  /** How often in a row it said so; once is nothing. */
  @Column('integer', { default: 0 })
  saidTimes: number;

  @Column('timestamptz')
  askAt: Date;
}
