import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who looks after a charge that waits for a person, since it was given to them; of a later case it says nothing. */
@Entity('charge_cases')
export class ChargeCase {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  chargeId: bigint;

  @Column('text')
  owner: string;

  @Column('timestamptz')
  assignedAt: Date;
}
