import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a period does not begin where the one before it ended. */
@Entity('period_breaks')
export class PeriodBreak {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  subscriptionId: bigint;

  /** The first period after the break. */
  @PrimaryColumn('integer')
  periodIndex: number;

  @Column('text')
  reason: 'paused' | 'interval_changed' | 'reactivated' | 'billing_day_moved';

  @Column('timestamptz')
  previousEnd: Date;

  @Column('timestamptz')
  startsAt: Date;

  @Column('timestamptz')
  createdAt: Date;
}
