import { ApiProperty } from '@nestjs/swagger';
import { IMPORT_STATES } from '../../../domain/import/import-states.js';
import { IMPORT_KINDS, type Import, remainingOf } from '../import.entity.js';
import type { ImportLine } from '../import-line.entity.js';

export class ImportResponse {
  @ApiProperty({ example: 'imp_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...IMPORT_KINDS], description: 'What the lines are.' })
  kind: string;

  @ApiProperty({ description: 'Everything was checked and nothing written.', example: false })
  dry_run: boolean;

  @ApiProperty({
    enum: [...IMPORT_STATES],
    description:
      'receiving: the end of the file has not come, and if its connection broke never will; queued: being worked off; canceled: no line is done any more, and what came over stays.',
  })
  state: string;

  @ApiProperty({ example: 1000, description: 'Lines.' })
  received: number;

  @ApiProperty({ example: 990, description: 'Of a dry run those that would be.' })
  imported: number;

  @ApiProperty({ example: 5, description: 'Known by their external id from before, and left as they are.' })
  repeated: number;

  @ApiProperty({ description: 'Lines with a fault; GET …/errors tells each.', example: 5 })
  failed: number;

  @ApiProperty({
    description: 'Lines that were not come to: not yet, and of a canceled file not at all.',
    example: 0,
  })
  remaining: number;

  @ApiProperty()
  created_at: string;

  @ApiProperty({ type: String, nullable: true, description: 'Done, or canceled.' })
  finished_at: string | null;
}

export function presentImport(file: Import): ImportResponse {
  const { kind, dryRun, state, received, imported, repeated, failed } = file;
  return {
    id: file.publicId,
    kind,
    dry_run: dryRun,
    state,
    received,
    imported,
    repeated,
    failed,
    remaining: remainingOf(file),
    created_at: file.createdAt.toISOString(),
    finished_at: file.finishedAt?.toISOString() ?? null,
  };
}

class ImportFaultResponse {
  @ApiProperty({ example: 'email' })
  field: string;

  @ApiProperty({ example: 'must be an e-mail address of at most 128 characters' })
  message: string;
}

export class ImportErrorResponse {
  @ApiProperty({ example: 17, description: 'As an editor counts them, from 1.' })
  line: number;

  @ApiProperty({ type: String, nullable: true })
  external_id: string | null;

  @ApiProperty({ type: [ImportFaultResponse], description: 'What is wrong with it, and what is allowed.' })
  errors: ImportFaultResponse[];
}

export class ImportErrorsResponse {
  @ApiProperty({ type: [ImportErrorResponse] })
  data: ImportErrorResponse[];

  @ApiProperty({ type: Number, nullable: true, description: 'Ask for the lines after this one next.' })
  next_after: number | null;
}

export function presentImportErrors(lines: ImportLine[], limit: number): ImportErrorsResponse {
  return {
    data: lines.map(({ line, externalId, errors }) => ({ line, external_id: externalId, errors })),
    next_after: lines.length === limit ? lines.at(-1)!.line : null,
  };
}
