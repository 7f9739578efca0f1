import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { OutsideMethod } from '../../domain/charge/outside-payment.js';

/** The whole of what was open of an invoice, which came otherwise than through Ottu. Written once; it never changes. */
@Entity('outside_payments')
export class OutsidePayment {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  invoiceId: bigint;

  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  method: OutsideMethod;

  /** By which the merchant finds it again: of the receipt, the transfer, the cheque. */
  @Column('text')
  reference: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  /** When it came, by whoever recorded it. */
  @Column('timestamptz')
  paidAt: Date;

  /** When the books learnt of it: they have it on this day, for a day that is over does not change. */
  @Column('timestamptz')
  recordedAt: Date;

  @Column('bigint')
  apiKeyId: bigint;

  @Column('text')
  idempotencyKey: string;
}

/** How it came, for the event: the note is the merchant's own. */
export function paidOutside({ publicId, method, reference, paidAt }: OutsidePayment) {
  return { outside_payment_id: publicId, method, reference, paid_at: paidAt.toISOString() };
}
