import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { ChargeState } from '../../domain/charge/charge-states.js';

/** A dunning ladder as stored: instants as text. */
export interface StoredLadder {
  retries: string[];
  graceUntil: string;
  finalAt: string;
  finalAction: 'cancel' | 'unpaid' | 'pause';
  policyVersion: number;
}

/** The collecting of one invoice. `status` changes only in ChargeLifecycle. */
@Entity('charges')
export class Charge {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  invoiceId: bigint;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('bigint')
  customerId: bigint;

  @Column('text')
  status: ChargeState;

  @Column('text')
  currency: string;

  @Column('bigint')
  amountMinor: bigint;

  @Column('integer', { default: 0 })
  attemptsMade: number;

  /** Steps of the dunning ladder that were used up. */
  @Column('integer', { default: 0 })
  retriesUsed: number;

  @Column('integer', { default: 0 })
  rejections: number;

  @Column('text', { nullable: true })
  nextAction: 'attempt' | 'final' | null;

  @Column('timestamptz', { nullable: true })
  nextActionAt: Date | null;

  @Column('text', { nullable: true })
  nextActionReason: string | null;

  @Column('timestamptz', { nullable: true })
  firstDeclinedAt: Date | null;

  @Column('jsonb', { nullable: true })
  ladder: StoredLadder | null;

  @Column('timestamptz', { nullable: true })
  succeededAt: Date | null;

  @Column('integer', { default: 0 })
  processingFailures: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
