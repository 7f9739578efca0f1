import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FieldFault } from '../../platform/http/app-error.js';

/** One line of a file, and what became of it. */
@Entity('import_lines')
export class ImportLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  importId: bigint;

  /** As an editor counts them, from 1. */
  @PrimaryColumn('integer')
  line: number;

  @Column('text', { nullable: true })
  externalId: string | null;

  /** Only while it is pending, and a token in it sealed: a line that is settled is empty. */
  @Column('jsonb')
  data: Record<string, unknown>;

  @Column('text')
  state: 'pending' | 'imported' | 'repeated' | 'failed';

  /** The public id of what it became. */
  @Column('text', { nullable: true })
  result: string | null;

  @Column('jsonb', { default: [] })
  errors: FieldFault[];
}
