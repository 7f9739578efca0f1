import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WebhookKind } from './inbound-webhook.entity.js';

/** A payment about which more genuine messages came than are kept. That they came is not forgotten: it is looked at. */
@Entity('webhook_floods')
export class WebhookFlood {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  kind: WebhookKind;

  /** The order number, or the session where that is all that is signed. */
  @PrimaryColumn('text')
  name: string;

  /** Messages that were not kept, since ever. */
  @Column('bigint')
  leftOut: bigint;

  @Column('timestamptz')
  toldAt: Date;

  /** When what they were about is looked at; null when no message came since the last look. */
  @Column('timestamptz', { nullable: true })
  lookAt: Date | null;
}
