import { ApiProperty } from '@nestjs/swagger';
import { MANUAL_OUTCOMES, type ManualDecision } from '../manual-decision.entity.js';

export class ManualDecisionResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ enum: MANUAL_OUTCOMES, description: 'What became of the money.', example: 'paid' })
  outcome: string;

  @ApiProperty({
    description: 'False: a proposal, which a second person has to confirm with the same outcome.',
  })
  carried_out: boolean;

  @ApiProperty({
    description: 'By what that is known.',
    example: 'The statement of 31 January shows 9.500 KWD under reference 402117.',
  })
  evidence: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The bank's, where the money was found.",
    example: '402117',
  })
  reference_number: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the money was found, when that was not known.',
  })
  session_id: string | null;

  @ApiProperty({ description: 'Who said so.', example: 'Noura Alsabah' })
  by: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  decided_at: string;
}

export function presentDecision(decision: ManualDecision, attempt: string): ManualDecisionResponse {
  return {
    attempt,
    outcome: decision.outcome,
    carried_out: decision.carriedOut,
    evidence: decision.evidence,
    reference_number: decision.referenceNumber,
    session_id: decision.sessionId,
    by: decision.decidedBy,
    decided_at: decision.decidedAt.toISOString(),
  };
}
