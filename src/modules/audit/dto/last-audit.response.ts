import { ApiProperty } from '@nestjs/swagger';
import type { AuditRun } from '../audit-run.entity.js';

export class AuditFindingResponse {
  @ApiProperty({ example: 'debits-equal-credits' })
  check: string;

  @ApiProperty({ description: 'So many rows contradict it.', example: 1 })
  rows: number;

  @ApiProperty({ type: [String], description: 'The first of them.', example: [] })
  examples: string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it could not be looked at; null where it could.',
    example: null,
  })
  failure: string | null;
}

export class LastAuditResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'When the last one came to its end; null before the first. More than two days ago: none is made any more.',
    example: '2027-02-10T00:10:00.000Z',
  })
  finished_at: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'So many checks were made.', example: 65 })
  checks: number | null;

  @ApiProperty({ type: [AuditFindingResponse], description: 'What did not hold, or could not be looked at.' })
  findings: AuditFindingResponse[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When one was begun that has not come to its end; null where there is none.',
    example: null,
  })
  unfinished_since: string | null;
}

export function presentLastAudit(runs: {
  finished: AuditRun | null;
  begun: AuditRun | null;
}): LastAuditResponse {
  const { finished, begun } = runs;
  return {
    finished_at: finished?.finishedAt?.toISOString() ?? null,
    checks: finished?.checks ?? null,
    findings: (finished?.findings ?? []).map(({ failure, ...found }) => ({
      ...found,
      failure: failure ?? null,
    })),
    unfinished_since: begun?.finishedAt === null ? begun.startedAt.toISOString() : null,
  };
}
