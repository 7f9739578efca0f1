import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { ChargebackState } from '../../domain/chargeback/chargeback-states.js';

/** Money of a payment that the customer's bank took back. `status` changes only in ChargebackLifecycle. */
@Entity('chargebacks')
export class Chargeback {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  attemptId: bigint;

  @Column('bigint')
  chargeId: bigint;

  @Column('bigint')
  invoiceId: bigint;

  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  status: ChargebackState;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('text')
  reason: string;

  /** What the bank or the gateway calls the case: once in the books, whoever records it how often. */
  @Column('text')
  reference: string;

  /** When the bank took it. */
  @Column('timestamptz')
  takenAt: Date;

  @Column('bigint')
  apiKeyId: bigint;

  @Column('text')
  idempotencyKey: string;

  @Column('timestamptz')
  recordedAt: Date;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  @Column('text', { nullable: true })
  evidence: string | null;

  @Column('text', { nullable: true })
  decidedBy: string | null;
}
