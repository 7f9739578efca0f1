import { ApiProperty } from '@nestjs/swagger';
import { REFUND_STATES } from '../../../domain/refund/refund-states.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { isOpenRefund, type RefundState } from '../../../domain/refund/refund-states.js';
import { goneOf, type SurplusRow } from '../surplus.repository.js';

export class SurplusResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

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

  @ApiProperty({ description: 'The merchant reference at Ottu.' })
  order_no: string;

  @ApiProperty({ description: 'What nobody owed.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'What of it went back.', example: '0.000' })
  refunded: string;

  @ApiProperty({ description: "Added to the customer's balance.", example: '0.000' })
  credited: string;

  @ApiProperty({ description: "Taken back by the customer's bank, and not won.", example: '0.000' })
  charged_back: string;

  @ApiProperty({
    enum: ['refunding', 'waits_for_person', 'done'],
    description: 'refunding: the engine is at it; waits_for_person: nothing happens until somebody decides.',
  })
  doing: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The refund of it, if there is one.',
    example: 'ref_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  refund: string | null;

  @ApiProperty({ enum: [...REFUND_STATES], nullable: true, description: 'How far that is.' })
  refund_status: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is so, where that is not plain.' })
  refund_reason: string | null;

  @ApiProperty({ description: 'When it was noticed.' })
  since: string;

  @ApiProperty({ description: 'Seconds since it was noticed.', example: 754 })
  age_seconds: number;
}

export interface SurplusView {
  id: bigint;
  row: SurplusRow;
  now: Date;
}

export function presentSurplus({ row, now }: SurplusView): SurplusResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, row.currency));
  return {
    attempt: row.attempt,
    charge: row.charge,
    invoice: row.invoice,
    subscription: row.subscription,
    customer: row.customer,
    order_no: row.orderNo,
    amount: amount(row.amountMinor),
    currency: row.currency,
    refunded: amount(row.refundedMinor),
    credited: amount(row.creditedMinor),
    charged_back: amount(row.chargedBackMinor),
    doing: doingOf(row),
    refund: row.refund,
    refund_status: row.refundStatus,
    refund_reason: row.refundReason,
    since: row.since.toISOString(),
    age_seconds: Math.max(0, Math.floor((now.getTime() - row.since.getTime()) / 1000)),
  };
}

function doingOf(row: SurplusRow): string {
  const { amountMinor, refundStatus } = row;
  if (amountMinor <= goneOf(row)) return 'done';
  return refundStatus !== null && isOpenRefund(refundStatus as RefundState)
    ? 'refunding'
    : 'waits_for_person';
}
