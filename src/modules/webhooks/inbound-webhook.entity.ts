import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const WEBHOOK_KINDS = ['payment', 'operation'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];
export const WEBHOOK_STATUSES = ['processed', 'duplicate', 'refused', 'unmatched'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

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
  kind: WebhookKind;

  @Column('bytea')
  body: Buffer;

  /** Whether `body` is sealed: see WebhookBodies. */
  @Column('boolean', { default: false })
  sealed: boolean;

  /** Of the bytes that arrived. */
  @Column('bytea')
  bodyHash: Buffer;

  @Column('text', { nullable: true })
  contentType: string | null;

  @Column('text')
  status: WebhookStatus;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  scheme: string | null;

  @Column('text', { nullable: true })
  orderNo: string | null;

  @Column('bigint', { nullable: true })
  attemptId: bigint | null;

  /** When an unmatched one is tried again; null when nothing more is tried. In real time. */
  @Column('timestamptz', { nullable: true })
  nextMatchAt: Date | null;

  @Column('integer', { default: 0 })
  matchTries: number;

  /** From when its day of tries counts; null: from when it came. In real time. */
  @Column('timestamptz', { nullable: true })
  matchFrom: Date | null;

  /** In real time, also for merchants with a test clock. */
  @Column('timestamptz')
  receivedAt: Date;
}
