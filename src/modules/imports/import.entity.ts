import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { ImportState } from '../../domain/import/import-states.js';

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

  @Column('text')
  state: ImportState;

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

  /** Done, or canceled. */
  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** It was canceled, and lines that nobody will do any more are still to be deleted. */
  @Column('boolean', { default: false })
  hasLeftovers: boolean;
}

/** Lines that were not come to: yet, or of a canceled file at all. */
export function remainingOf({ received, imported, repeated, failed }: Import): number {
  return received - imported - repeated - failed;
}
