import { ApiProperty } from '@nestjs/swagger';
import { INQUIRIES_PER_MINUTE } from '../../../domain/safeguards/inquiry-bucket.js';
import { CALL_CLASSES, CEILING_PERCENT } from '../../../domain/safeguards/request-budget.js';
import { type RequestBudgetDay, usedOf } from '../../safeguards/index.js';

class ClassResponse {
  @ApiProperty({
    enum: CALL_CLASSES,
    description:
      'interactive: somebody waits at a screen; inquiry: money may have moved; housekeeping: may be done tomorrow.',
    example: 'charge',
  })
  name: string;

  @ApiProperty({ description: 'Set aside by the workers, in blocks.', example: 1850 })
  requests: number;

  @ApiProperty({
    description: 'When all classes together have gone so far, in percent, this one waits for the next day.',
    example: 85,
  })
  ceiling_percent: number;

  @ApiProperty({ description: 'It waits.' })
  exhausted: boolean;
}

export class BudgetResponse {
  @ApiProperty({
    description: "A fingerprint of the key, or the user's name.",
    example: 'api-key:0a1b2c3d4e5f',
  })
  api_user: string;

  @ApiProperty({ description: "Ottu's UTC day.", example: '2027-01-31' })
  day: string;

  @ApiProperty({ description: 'Requests that Ottu allows on this day.', example: 90_000 })
  limit: number;

  @ApiProperty({ description: 'Set aside by now, for all classes together.', example: 4200 })
  used: number;

  @ApiProperty({ type: [ClassResponse], description: 'By what they are for, the most urgent first.' })
  classes: ClassResponse[];

  @ApiProperty({ description: 'Made now, whatever day this is the budget of.', example: 3 })
  inquiries_of_last_minute: number;

  @ApiProperty({
    description: 'So many are made; those above are left to people at their own pages.',
    example: 25,
  })
  inquiries_per_minute: number;

  @ApiProperty({ type: String, nullable: true, description: 'Ottu asked to wait until then.', example: null })
  blocked_until: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'No charge is begun before.', example: null })
  charges_wait_until: string | null;
}

export interface BudgetView {
  id: bigint;
  row: RequestBudgetDay;
  inquiriesOfLastMinute: number;
}

export function presentBudget({ row, inquiriesOfLastMinute }: BudgetView): BudgetResponse {
  return {
    api_user: row.apiUser,
    day: row.day,
    limit: row.requestLimit,
    used: usedOf(row),
    classes: CALL_CLASSES.map((name) => ({
      name,
      requests: row[name],
      ceiling_percent: CEILING_PERCENT[name],
      exhausted: row.exhausted.includes(name),
    })),
    inquiries_of_last_minute: inquiriesOfLastMinute,
    inquiries_per_minute: INQUIRIES_PER_MINUTE,
    blocked_until: row.blockedUntil?.toISOString() ?? null,
    charges_wait_until: row.chargesWaitUntil?.toISOString() ?? null,
  };
}
