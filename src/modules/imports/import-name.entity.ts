import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImportKind } from './import.entity.js';

/** What a caller calls something that was imported. */
@Entity('import_names')
export class ImportName {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('text')
  kind: ImportKind;

  @PrimaryColumn('text')
  externalId: string;

  @Column('bigint')
  objectId: bigint;

  @Column('text')
  publicId: string;
}
