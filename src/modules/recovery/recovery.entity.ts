import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One merchant's part of an epoch in which the database may have forgotten something. */
@Entity('recoveries')
export class Recovery {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('integer')
  epochId: number;

  /** In real time, as `askAt`. */
  @Column('timestamptz')
  beganAt: Date;

  /** The merchant's own time when it began: what was due until then may have been charged. */
  @Column('timestamptz')
  gapTo: Date;

  /** How many order numbers of one charge are asked for at most. */
  @Column('integer')
  depth: number;

  /** When all order numbers to ask for had been written down. */
  @Column('timestamptz', { nullable: true })
  listedAt: Date | null;

  /** When all had been asked for. */
  @Column('timestamptz', { nullable: true })
  coveredAt: Date | null;

  /** When the next few are asked for: the platform answers thirty questions a minute, the sweep's included. */
  @Column('timestamptz')
  askAt: Date;
}
