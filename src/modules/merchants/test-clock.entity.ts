import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export type TestClockStatus = 'ready' | 'advancing' | 'failed';

/** A sandbox merchant's own time; it stands still until it is advanced. */
@Entity('test_clocks')
export class TestClock {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('timestamptz')
  now: Date;

  /** Where it is going; kept after a failure, so that the goal can be read. */
  @Column('timestamptz', { nullable: true })
  target: Date | null;

  @Column('text')
  status: TestClockStatus;

  /** How often it has been moved since it was made: shows that an advance is alive. */
  @Column('integer')
  steps: number;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('uuid', { nullable: true })
  owner: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
