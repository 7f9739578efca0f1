import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a payment was inquired about last, by whichever part of the engine: the platform counts them together. */
@Entity('payment_inquiries')
export class PaymentInquiries {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  orderNo: string;

  @Column('timestamptz', { array: true, default: [] })
  inquiredAt: Date[];

  /** What the last one was answered when it told nothing of refunds. */
  @Column('text', { nullable: true })
  untold: string | null;
}
