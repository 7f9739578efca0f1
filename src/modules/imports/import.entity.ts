import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const IMPORT_KINDS = ['customers', 'cards', 'subscriptions'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A file of lines. It is taken in as it comes and worked off by the clock. */
@Entity('imports')
export class Import {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  kind: ImportKind;

  /** Everything is checked, and nothing is written. */
  @Column('boolean')
  dryRun: boolean;

  /** receiving: its end has not come, and it is never begun. */
  @Column('text')
  state: 'receiving' | 'queued' | 'done';

  @Column('integer', { default: 0 })
  received: number;

  @Column('integer', { default: 0 })
  imported: number;

  /** Known by their external id from before: left as they are. */
  @Column('integer', { default: 0 })
  repeated: number;

  @Column('integer', { default: 0 })
  failed: number;

  /** When it is worked on next; later while Ottu cannot be asked. */
  @Column('timestamptz')
  runAt: Date;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
