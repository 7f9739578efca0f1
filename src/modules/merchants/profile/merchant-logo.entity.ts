import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A picture that a version of a profile shows. In a table of its own, so that nobody reads it who only needs a name. */
@Entity('merchant_logos')
export class MerchantLogo {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bytea')
  content: Buffer;

  @Column('text')
  mediaType: 'image/png' | 'image/jpeg';

  @Column('integer')
  width: number;

  @Column('integer')
  height: number;

  @Column('timestamptz')
  createdAt: Date;
}
