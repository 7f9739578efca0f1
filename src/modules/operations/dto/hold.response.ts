import { ApiProperty } from '@nestjs/swagger';
import { amountOf } from '../../charges/index.js';
import { type ChargeHold, HOLD_DECISIONS } from '../../safeguards/index.js';
import { secondsBetween } from '../age.js';

class HeldCurrency {
  @ApiProperty({ description: 'Renewals that are due and were never tried, billed or not.', example: 480 })
  charges: number;

  @ApiProperty({ description: 'What they come to.', example: '4560.000' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;
}

class ProposalResponse {
  @ApiProperty({ description: 'Who proposes to charge them.', example: 'Noura Alsabah' })
  by: string;

  @ApiProperty({ description: 'Why.', example: 'The members of the old club were taken over.' })
  reason: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  at: string;
}

export class HoldResponse {
  @ApiProperty({ example: 'hold_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: all charges of the merchant are held.' })
  subscription: string | null;

  @ApiProperty({
    description: 'Why they are held.',
    example: '480 charges in KWD are due, more than 3 times the 61 of the greatest week',
  })
  reason: string;

  @ApiProperty({ type: [HeldCurrency], description: 'What was due when it was held.' })
  due: HeldCurrency[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How far the subscription is behind.',
    example: null,
  })
  periods_behind: number | null;

  @ApiProperty({ description: 'When they were held.', example: '2027-01-31T09:00:00.000Z' })
  since: string;

  @ApiProperty({ description: 'Until it was decided, or now.', example: 3600 })
  age_seconds: number;

  @ApiProperty({ type: ProposalResponse, nullable: true, description: 'Waits for a second person.' })
  proposal: ProposalResponse | null;

  @ApiProperty({ enum: HOLD_DECISIONS, nullable: true, description: 'Null: nothing of it is charged.' })
  decision: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who.', example: null })
  decided_by: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why.', example: null })
  decision_reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  decided_at: string | null;
}

export interface HoldView {
  id: bigint;
  hold: ChargeHold;
  subscription: string | null;
  now: Date;
}

export function presentHold({ hold, subscription, now }: HoldView): HoldResponse {
  const { facts, proposal } = hold;
  return {
    id: hold.publicId,
    subscription,
    reason: hold.reason,
    due: (facts.due ?? []).map(({ currency, charges, amount }) => ({
      charges,
      ...amountOf({ amountMinor: BigInt(amount), currency }),
    })),
    periods_behind: facts.periods ?? null,
    since: hold.heldAt.toISOString(),
    age_seconds: secondsBetween(hold.heldAt, hold.decidedAt ?? now),
    proposal: hold.decision === null && proposal ? { by: proposal.by, reason: proposal.reason, at: proposal.at } : null, // prettier-ignore
    decision: hold.decision,
    decided_by: hold.decidedBy,
    decision_reason: hold.decisionReason,
    decided_at: hold.decidedAt?.toISOString() ?? null,
  };
}
