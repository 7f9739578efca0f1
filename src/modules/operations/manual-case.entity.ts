import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who looks after an attempt that only a person can decide. */
@Entity('manual_cases')
export class ManualCase {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  attemptId: bigint;

  @Column('text')
  owner: string;

  @Column('timestamptz')
  assignedAt: Date;
}
