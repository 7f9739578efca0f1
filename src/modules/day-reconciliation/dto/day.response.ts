import { ApiProperty } from '@nestjs/swagger';
import { DAY_STATES } from '../../../domain/day-report/day-states.js';
import type { ComparedFile, ReconciliationDay } from '../reconciliation-day.entity.js';
import type { ReconciliationSchedule } from '../staging.entities.js';

export class ComparedFileResponse {
  @ApiProperty({ description: 'As Ottu calls it.', example: 'transactions_2027-01-31.csv' })
  name: string;

  @ApiProperty({ example: 5230 })
  bytes: number;

  @ApiProperty({
    description: 'Of what was read, to prove which file it was.',
    example: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  })
  sha256: string;

  @ApiProperty({ description: 'When Ottu made it.', example: '2027-02-01T00:00:00.000Z' })
  made_at: string;
}

export class ReconciliationDayResponse {
  @ApiProperty({ description: 'In UTC, as the reports of Ottu.', example: '2027-01-31' })
  day: string;

  @ApiProperty({
    enum: [...DAY_STATES],
    description: 'open: not compared yet; differences: some wait for somebody; proven: none does.',
  })
  status: string;

  @ApiProperty({ description: 'How many wait for somebody.', example: 3 })
  open_differences: number;

  @ApiProperty({ description: 'Lines of the file.', example: 41 })
  lines: number;

  @ApiProperty({
    type: ComparedFileResponse,
    nullable: true,
    description: 'The file that the books were held against; null: none yet.',
  })
  file: ComparedFileResponse | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the file could not be had.', example: null })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When that was done last.',
    example: '2027-02-01T03:00:00.000Z',
  })
  compared_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When it is worked on again.', example: null })
  next_run_at: string | null;
}

export function presentDay(row: ReconciliationDay): ReconciliationDayResponse {
  return {
    day: row.day,
    status: row.status,
    open_differences: row.openDifferences,
    lines: row.lines,
    file: row.file && presentFile(row.file),
    reason: row.reason,
    compared_at: row.comparedAt?.toISOString() ?? null,
    next_run_at: row.nextRunAt?.toISOString() ?? null,
  };
}

/** Without the token, which fetches it. */
function presentFile({ name, bytes, sha256, made_at }: ComparedFile): ComparedFileResponse {
  return { name, bytes, sha256, made_at };
}

export class ScheduleResponse {
  @ApiProperty({ description: 'Each day is compared the night after it.', example: true })
  nightly: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The next day to compare.',
    example: '2027-01-31',
  })
  next_day: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the next day is compared.',
    example: '2027-02-01T03:00:00.000Z',
  })
  due_at: string | null;
}

export function presentSchedule(schedule: ReconciliationSchedule | null): ScheduleResponse {
  return {
    nightly: schedule !== null,
    next_day: schedule?.nextDay ?? null,
    due_at: schedule?.dueAt.toISOString() ?? null,
  };
}
