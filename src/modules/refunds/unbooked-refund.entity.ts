import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money that went back at the platform and has no place in the books. The row goes when it is booked after all. */
@Entity('unbooked_refunds')
export class UnbookedRefund {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  attemptId: bigint;

  /** The platform's name for it, or what it is where there is none. */
  @PrimaryColumn('text')
  name: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('text')
  currency: string;

  @Column('text')
  reason: string;

  @Column('timestamptz')
  foundAt: Date;

  /** False where it was seen once only, and nothing is concluded from it before it is seen again. */
  @Column('boolean', { default: true })
  isTold: boolean;
}
