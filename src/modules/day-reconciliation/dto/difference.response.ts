import { ApiProperty } from '@nestjs/swagger';
import { DIFFERENCE_TYPES } from '../../../domain/day-report/classify-difference.js';
import { DIFFERENCE_STATES } from '../../../domain/day-report/difference-states.js';
import { ACTIONS, PROPOSALS } from '../../../domain/day-report/propose-action.js';
import type { Figures, ReportDifference } from '../report-difference.entity.js';

const FIGURES = { type: 'object', nullable: true, additionalProperties: true } as const;

export class DifferenceResponse {
  @ApiProperty({ example: 'diff_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ description: 'In UTC.', example: '2027-01-31' })
  day: string;

  @ApiProperty({
    enum: [...DIFFERENCE_TYPES],
    description:
      'missing_here: money that our books do not know; missing_there: money that the file does not know.',
  })
  type: string;

  @ApiProperty({
    enum: [...DIFFERENCE_STATES],
    description:
      'open: waits for somebody; applied: what was proposed is under way; accepted: a person said that it may stay; gone: it is not there any more.',
  })
  status: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The merchant reference at Ottu, where it is known.',
  })
  order_no: string | null;

  @ApiProperty({ type: String, nullable: true })
  session_id: string | null;

  @ApiProperty({ ...FIGURES, description: 'What our books say.' })
  ours: Figures | null;

  @ApiProperty({ ...FIGURES, description: 'What the file says.' })
  theirs: Figures | null;

  @ApiProperty({ ...FIGURES, description: 'What Ottu says of the session itself, where it was asked.' })
  platform: Figures | null;

  @ApiProperty({
    enum: [...PROPOSALS],
    description:
      'investigate: no call helps; take it up with Ottu, or bring the payment back (see the runbook).',
  })
  proposed_action: string;

  @ApiProperty({ type: String, nullable: true, description: 'Who looks after it.', example: null })
  owner: string | null;

  @ApiProperty({ description: 'When a comparison found it first.', example: '2027-02-01T03:00:00.000Z' })
  first_seen_at: string;

  @ApiProperty({ description: 'Until it was closed, or now.', example: 86400 })
  age_seconds: number;

  @ApiProperty({ enum: [...ACTIONS], nullable: true, description: 'What a person decided.' })
  decided_action: string | null;

  @ApiProperty({ type: String, nullable: true })
  decided_by: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was decided so.' })
  evidence: string | null;

  @ApiProperty({ type: String, nullable: true })
  decided_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When it was accepted or was gone.' })
  closed_at: string | null;
}

export function presentDifference(row: ReportDifference, now: Date): DifferenceResponse {
  const age = (row.closedAt ?? now).getTime() - row.firstSeenAt.getTime();
  return {
    id: row.publicId,
    day: row.day,
    type: row.type,
    status: row.status,
    order_no: row.orderNo,
    session_id: row.sessionId,
    ours: row.ours,
    theirs: row.theirs,
    platform: row.platform,
    proposed_action: row.proposal,
    owner: row.owner,
    first_seen_at: row.firstSeenAt.toISOString(),
    age_seconds: Math.max(0, Math.floor(age / 1000)),
    decided_action: row.decidedAction,
    decided_by: row.decidedBy,
    evidence: row.evidence,
    decided_at: row.decidedAt?.toISOString() ?? null,
    closed_at: row.closedAt?.toISOString() ?? null,
  };
}
