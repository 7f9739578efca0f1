import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The memory of one POST: what was asked, whether it runs, and what was answered. */
@Entity('idempotency_keys')
export class IdempotencyRecord {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  key: string;

  @Column('bytea')
  requestHash: Buffer;

  /** Nobody else runs this request before then, on the database's clock. */
  @Column('timestamptz')
  lockedUntil: Date;

  @Column('integer', { nullable: true })
  responseStatus: number | null;

  /** The answer as text inside JSON: a JSON object would come back with its names in another order. */
  @Column('jsonb', { nullable: true })
  responseBody: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
