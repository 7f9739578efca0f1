import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody hinted at a refund of this payment: its refunds are read at the platform, and the row goes. */
@Entity('refund_looks')
export class RefundLookDue {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  attemptId: bigint;

  @Column('timestamptz')
  dueAt: Date;

  /** How many hints there were. One that comes during a look must not go with the row of those before it. */
  @Column('integer', { default: 1 })
  hints: number;

  @Column('integer', { default: 0 })
  looks: number;

  @Column('timestamptz')
  createdAt: Date;
}
