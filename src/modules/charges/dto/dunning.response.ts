import { ApiProperty } from '@nestjs/swagger';
import { ATTEMPT_STATES_IN_DOUBT, type AttemptState } from '../../../domain/charge/attempt-states.js';
import type { Attempt } from '../attempt.entity.js';
import type { Charge } from '../charge.entity.js';
import { stepsOf } from '../ladder-view.js';

export class DunningStepResponse {
  @ApiProperty({ description: '1 is the first retry.', example: 1 })
  number: number;

  @ApiProperty({ description: 'When it is tried.', example: '2027-02-11T06:00:00.000Z' })
  planned_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By which rule, for people.',
    example: "day 1 after the first decline at 09:00 of the customer's time",
  })
  because: string | null;

  @ApiProperty({
    enum: ['used', 'next', 'planned', 'dropped'],
    description: 'used: its time has come; next: it is waited for (next_action_at says until when).',
  })
  state: string;
}

export class DunningResponse {
  @ApiProperty({ type: String, nullable: true, description: 'By which policy; null: the built-in one.' })
  policy: string | null;

  @ApiProperty({ description: 'The version in force when the ladder began; it is kept to.', example: 2 })
  policy_version: number;

  @ApiProperty({ type: String, nullable: true, description: 'From when the days of the policy are counted.' })
  first_declined_at: string | null;

  @ApiProperty({ type: [DunningStepResponse], description: 'The steps of the ladder, in order.' })
  retries: DunningStepResponse[];

  @ApiProperty({ type: [String], description: 'Retries of the policy that the period has no room for.' })
  dropped: string[];

  @ApiProperty({ description: 'Access is kept until then, and restricted after.' })
  grace_until: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the customer is warned; null: it was done or is not needed.',
  })
  final_notice_at: string | null;

  @ApiProperty({ description: 'When the final action is taken if nothing was paid.' })
  final_at: string;

  @ApiProperty({
    enum: ['cancel', 'pause', 'unpaid'],
    description:
      'What happens to the subscription when nothing was paid by then; unpaid: it stays, without access, and the invoice stays owed.',
  })
  final_action: string;

  @ApiProperty({ description: 'A payment is in doubt: no step is taken until it is found out.' })
  frozen: boolean;
}

export function presentDunning(charge: Charge, attempts: Attempt[]): DunningResponse | null {
  const { ladder } = charge;
  if (ladder === null) return null;
  const inDoubt: readonly AttemptState[] = ATTEMPT_STATES_IN_DOUBT;
  return {
    policy: ladder.policyId ?? null,
    policy_version: ladder.policyVersion,
    first_declined_at: charge.firstDeclinedAt?.toISOString() ?? null,
    retries: stepsOf(ladder, charge).map(({ number, plannedAt, because, state }) => ({
      number,
      planned_at: plannedAt,
      because,
      state,
    })),
    dropped: ladder.dropped ?? [],
    grace_until: ladder.graceUntil,
    final_notice_at: charge.nextMailAt?.toISOString() ?? null,
    final_at: ladder.finalAt,
    final_action: ladder.finalAction,
    frozen: attempts.some(({ status }) => inDoubt.includes(status)),
  };
}
