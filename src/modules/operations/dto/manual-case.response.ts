import { ApiProperty } from '@nestjs/swagger';
import { CHARGE_STATES } from '../../../domain/charge/charge-states.js';
import { amountOf, type Attempt, AttemptResponse, type Charge, presentAttempt } from '../../charges/index.js';
import { secondsBetween } from '../age.js';
import type { ManualDecision } from '../manual-decision.entity.js';
import type { ChargeNames } from '../queue.repository.js';
import { type Evidence, EvidenceResponse, presentEvidence } from './evidence.response.js';
import { ManualDecisionResponse, presentDecision } from './manual-decision.response.js';

export class ManualCaseResponse {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ enum: [...CHARGE_STATES], description: 'What its charge is now.', example: 'blocked' })
  charge_status: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: its invoice belongs to no subscription.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  subscription: string | null;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Since when it waits for a person.' })
  since: string;

  @ApiProperty({ description: 'Seconds since then.', example: 86400 })
  age_seconds: number;

  @ApiProperty({ type: String, nullable: true, description: 'Who looks after it.', example: null })
  owner: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the engine could not go on by itself.' })
  reason: string | null;

  @ApiProperty({
    enum: ['resolve', 'release'],
    description:
      'resolve: say what became of the attempt; release: let the charge go on, once its fault is mended.',
  })
  ends_by: string;

  @ApiProperty({
    type: AttemptResponse,
    nullable: true,
    description: 'The one to decide, or the last one made.',
  })
  attempt: AttemptResponse | null;

  @ApiProperty({ type: ManualDecisionResponse, nullable: true, description: 'Waits for a second person.' })
  proposal: ManualDecisionResponse | null;

  @ApiProperty({ type: EvidenceResponse, description: 'All that is known about it.' })
  evidence: EvidenceResponse;
}

export interface ManualCaseView {
  id: bigint;
  charge: Charge;
  names: ChargeNames;
  attempt: Attempt | null;
  owner: string | null;
  proposal: ManualDecision | null;
  evidence: Evidence;
  now: Date;
}

export function presentManualCase(view: ManualCaseView): ManualCaseResponse {
  const { charge, names, attempt, owner, proposal, evidence, now } = view;
  const isManual = attempt?.status === 'manual';
  const told = evidence.events.findLast(
    ({ event }) => event.type === (isManual ? 'attempt.manual' : 'charge.blocked'),
  )?.event;
  const since = told?.occurredAt ?? charge.caseSince ?? charge.updatedAt;
  return {
    ...names,
    charge_status: charge.status,
    ...amountOf(charge),
    since: since.toISOString(),
    age_seconds: secondsBetween(since, now),
    owner,
    reason: (told?.data['reason'] as string | undefined) ?? attempt?.trouble?.message ?? null,
    ends_by: isManual ? 'resolve' : 'release',
    attempt: attempt && presentAttempt(attempt),
    proposal: proposal && presentDecision(proposal, attempt!.publicId),
    evidence: presentEvidence(evidence),
  };
}
