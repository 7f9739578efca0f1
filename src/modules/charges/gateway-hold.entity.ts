import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A gateway that refused the merchant's account again and again: no card is charged through it until then. */
@Entity('gateway_holds')
export class GatewayHold {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  pgCode: string;

  @Column('timestamptz')
  until: Date;

  @Column('text')
  reason: string;

  @Column('timestamptz')
  updatedAt: Date;
}
