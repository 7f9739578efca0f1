import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { BreakerState, Minute } from '../../domain/safeguards/breaker.js';

/** Whether a merchant's cards are charged through one gateway; one row for all workers. */
@Entity('gateway_breakers')
export class GatewayBreaker {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  pgCode: string;

  @Column('text')
  state: BreakerState;

  @Column('timestamptz', { nullable: true })
  until: Date | null;

  @Column('integer', { default: 0 })
  unknownsInRow: number;

  @Column('jsonb', { default: [] })
  minutes: Minute[];

  @Column('text', { nullable: true })
  reason: string | null;

  /** When the state was entered. */
  @Column('timestamptz')
  changedAt: Date;
}
