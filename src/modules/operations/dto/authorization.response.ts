import { ApiProperty } from '@nestjs/swagger';
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

  @ApiProperty()
  order_no: string;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty()
  authorized_at: string;

  @ApiProperty({ description: 'Until about when the bank holds the money.' })
  held_until: string;

  @ApiProperty({ description: 'Seconds until then; less than nothing when it is over.', example: 432000 })
  seconds_left: number;

  @ApiProperty({ type: String, nullable: true, description: 'The capture or void that was asked for last.' })
  decision: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'rejected' })
  decision_status: string | null;

  @ApiProperty({ type: String, nullable: true })
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
