import { ApiProperty } from '@nestjs/swagger';
import { BREAKER_STATES } from '../../../domain/safeguards/breaker.js';
import type { GatewayHold } from '../../charges/index.js';
import type { GatewayBreaker } from '../../safeguards/index.js';

export class BreakerResponse {
  @ApiProperty({ description: 'Of the account, as routing names it.', example: 'credit-card' })
  gateway: string;

  @ApiProperty({
    enum: BREAKER_STATES,
    description: 'closed: charges go through; open: none is begun; half_open: one tries whether it answers.',
  })
  state: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  since: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'From then on one charge may try.',
    example: null,
  })
  until: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it is not closed.',
    example: '5 charges in a row got no answer',
  })
  reason: string | null;

  @ApiProperty({ description: 'Charges without an answer, one after the other.', example: 0 })
  unknowns_in_row: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'It refused your account again and again: until then no card is charged through it, open or not.',
    example: null,
  })
  held_until: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is held.', example: null })
  held_reason: string | null;
}

/** One of both is there. */
export interface BreakerView {
  id: bigint;
  breaker: GatewayBreaker | null;
  hold: GatewayHold | null;
}

export function presentBreaker({ breaker, hold }: BreakerView): BreakerResponse {
  return {
    gateway: (breaker ?? hold)!.pgCode,
    state: breaker?.state ?? 'closed',
    since: (breaker?.changedAt ?? hold!.updatedAt).toISOString(),
    until: breaker?.until?.toISOString() ?? null,
    reason: breaker?.reason ?? null,
    unknowns_in_row: breaker?.unknownsInRow ?? 0,
    held_until: hold?.until.toISOString() ?? null,
    held_reason: hold?.reason ?? null,
  };
}
