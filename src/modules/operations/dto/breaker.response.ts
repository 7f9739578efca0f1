import { ApiProperty } from '@nestjs/swagger';
import { BREAKER_STATES } from '../../../domain/safeguards/breaker.js';
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
}

export function presentBreaker(row: GatewayBreaker): BreakerResponse {
  return {
    gateway: row.pgCode,
    state: row.state,
    since: row.changedAt.toISOString(),
    until: row.until?.toISOString() ?? null,
    reason: row.reason,
    unknowns_in_row: row.unknownsInRow,
  };
}
