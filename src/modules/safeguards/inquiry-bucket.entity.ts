import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When an API user made its last inquiries, over all processes. */
@Entity('inquiry_buckets')
export class InquiryBucket {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  apiUser: string;

  @Column('timestamptz', { array: true, default: [] })
  inquiredAt: Date[];

  /** When it was last told of that it was full. */
  @Column('timestamptz', { nullable: true })
  fullToldAt: Date | null;
}
