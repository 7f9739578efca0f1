import type { ConsentNeed } from '../../domain/agreement/consent-need.js';
import type { DayMove } from '../../domain/subscription/count-anew.js';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

type Proration = 'day' | 'second' | 'next_invoice' | 'none';

/** What is to happen. Prices are public ids, so that it can be read years later. */
export type ScheduledWhat =
  | {
      kind: 'items';
      items: { price: string; quantity: string }[];
      /** Made as soon as the customer agrees, and shared so within the period; not after `until`. */
      on_consent?: { proration: Proration; until: string };
      /** Made within a period, and shared so. */
      on_date?: { proration: Proration };
    }
  | { kind: 'pause'; access: 'keep' | 'remove'; resume_at: string | null }
  | { kind: 'resume'; anchor: 'now' | 'keep' }
  | { kind: 'cancel'; reason: string; credit: boolean }
  | ({ kind: 'billing_day' } & DayMove);

export type ScheduledKind = ScheduledWhat['kind'];

/** A change of a subscription that waits for its time. Decided once; the row stays. */
@Entity('scheduled_changes')
export class ScheduledChange {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('bigint')
  subscriptionId: bigint;

  @Column('text')
  kind: ScheduledKind;

  @Column('text')
  origin: 'request' | 'phase' | 'migration';

  @Column('timestamptz')
  at: Date;

  /** The period with which it begins, where that is what was asked for: then `at` moves with the periods. */
  @Column('integer', { nullable: true })
  periodIndex: number | null;

  @Column('jsonb')
  what: ScheduledWhat;

  /** It is made only if the customer's agreement allows this by then. */
  @Column('jsonb', { nullable: true })
  consent: ConsentNeed | null;

  @Column('text')
  status: 'pending' | 'applied' | 'undone' | 'failed';

  @Column('text', { nullable: true })
  statusReason: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
}
