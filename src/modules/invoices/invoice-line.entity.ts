import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { LineInputs } from '../../domain/invoice/line-inputs.js';

@Entity('invoice_lines')
export class InvoiceLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  invoiceId: bigint;

  @Column('integer')
  position: number;

  @Column('bigint')
  priceId: bigint;

  @Column('text')
  description: string;

  @Column('bigint')
  quantity: bigint;

  @Column('bigint')
  unitAmountMinor: bigint;

  @Column('bigint')
  amountMinor: bigint;

  /** What the computation read, so that the amount can be explained without today's prices. */
  @Column('jsonb')
  explanation: LineInputs;
}
