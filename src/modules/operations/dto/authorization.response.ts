import { ApiProperty } from '@nestjs/swagger';
import { REFUND_STATES } from '../../../domain/refund/refund-states.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { AuthorizationRow } from '../authorizations.repository.js';

export class AuthorizationResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ type: String, nullable: true, example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string | null;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ description: 'The merchant reference at Ottu.' })
  order_no: string;

  @ApiProperty({ description: 'What the bank holds.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Since when.' })
  authorized_at: string;

  @ApiProperty({ description: 'Until about when the bank holds the money.' })
  held_until: string;

  @ApiProperty({ description: 'Seconds until then; less than nothing when it is over.', example: 432000 })
  seconds_left: number;

  @ApiProperty({ type: String, nullable: true, description: 'The capture or void that was asked for last.' })
  decision: string | null;

  @ApiProperty({
    enum: [...REFUND_STATES],
    nullable: true,
    description: 'How far that is.',
    example: 'rejected',
  })
  decision_status: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is so, where that is not plain.' })
  decision_reason: string | null;
}

export interface AuthorizationView {
  id: bigint;
  row: AuthorizationRow;
  now: Date;
}

export function presentAuthorization({ row, now }: AuthorizationView): AuthorizationResponse {
  return {
    attempt: row.attempt,
    charge: row.charge,
    invoice: row.invoice,
    subscription: row.subscription,
    customer: row.customer,
    order_no: row.orderNo,
    amount: formatAmount(money(row.amountMinor, row.currency)),
    currency: row.currency,
    authorized_at: row.authorizedAt.toISOString(),
    held_until: row.holdUntil.toISOString(),
    seconds_left: Math.floor((row.holdUntil.getTime() - now.getTime()) / 1000),
    decision: row.decision,
    decision_status: row.decisionStatus,
    decision_reason: row.decisionReason,
  };
}
