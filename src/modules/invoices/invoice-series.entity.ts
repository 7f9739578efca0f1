import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last number given in a series; its row lock is what makes numbers gapless. */
@Entity('invoice_series')
export class InvoiceSeries {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  series: string;

  @Column('bigint')
  lastNumber: bigint;
}
