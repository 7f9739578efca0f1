import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One call to Ottu and how it ended; no secrets, and of the answer only what may be kept. */
@Entity('gateway_calls')
export class GatewayCall {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  endpoint: string;

  /** By whose credentials; null for what was called before it was kept. */
  @Column('text', { nullable: true })
  apiUser: string | null;

  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  orderNo: string | null;

  /** Whose cards it was about, by the id that Ottu knows. */
  @Column('text', { nullable: true })
  gatewayCustomerId: string | null;

  @Column('integer', { nullable: true })
  httpStatus: number | null;

  @Column('text')
  outcome: string;

  /** Named fields of an answer that was not what was asked for. */
  @Column('jsonb', { nullable: true })
  said: Record<string, string | number | boolean> | null;

  @Column('integer')
  durationMs: number;

  @Column('timestamptz')
  startedAt: Date;
}
