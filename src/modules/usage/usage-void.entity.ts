import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record that was told by mistake: it counts no more. Written once. */
@Entity('usage_voids')
export class UsageVoid {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  usageRecordId: bigint;

  @Column('timestamptz')
  voidedAt: Date;
}
