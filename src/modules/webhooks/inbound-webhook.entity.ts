import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A message as it arrived, kept before it is believed or answered. */
@Entity('inbound_webhooks')
export class InboundWebhook {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  kind: 'payment' | 'operation';

  @Column('bytea')
  body: Buffer;

  @Column('bytea')
  bodyHash: Buffer;

  @Column('text', { nullable: true })
  contentType: string | null;

  @Column('text')
  status: 'processed' | 'duplicate' | 'refused' | 'unmatched';

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  scheme: string | null;

  @Column('text', { nullable: true })
  orderNo: string | null;

  @Column('bigint', { nullable: true })
  attemptId: bigint | null;

  /** In real time, also for merchants with a test clock. */
  @Column('timestamptz')
  receivedAt: Date;
}
