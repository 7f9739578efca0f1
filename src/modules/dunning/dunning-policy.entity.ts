import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** How declined renewals are collected; what it says is in its versions, the newest of which is in force. */
@Entity('dunning_policies')
export class PolicyHead {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  name: string;

  /** Of the merchant: for plans without a policy of their own. At most one. */
  @Column('boolean')
  isDefault: boolean;

  /** The one in force. */
  @Column('integer')
  version: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
