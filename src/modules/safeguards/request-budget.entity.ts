import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { CallClass } from '../../domain/safeguards/request-budget.js';

/** One API user's requests of one day at the payment platform: what was set aside, by class. */
@Entity('request_budgets')
export class RequestBudgetDay {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  /** A name for the credentials that gives nothing of them away. */
  @Column('text')
  apiUser: string;

  /** The platform's UTC day: the real one, or that of a simulator whose clock a test moves. */
  @Column('date')
  day: string;

  @Column('integer')
  requestLimit: number;

  @Column('integer', { default: 0 })
  interactive: number;

  @Column('integer', { default: 0 })
  inquiry: number;

  @Column('integer', { default: 0 })
  charge: number;

  @Column('integer', { default: 0 })
  housekeeping: number;

  /** Classes that found nothing left. */
  @Column('text', { array: true, default: [] })
  exhausted: CallClass[];

  /** The platform answered 429. In the merchant's time. */
  @Column('timestamptz', { nullable: true })
  blockedUntil: Date | null;

  /** No charge is begun before. In the merchant's time. */
  @Column('timestamptz', { nullable: true })
  chargesWaitUntil: Date | null;
}

export function usedOf(row: RequestBudgetDay): number {
  return row.interactive + row.inquiry + row.charge + row.housekeeping;
}
