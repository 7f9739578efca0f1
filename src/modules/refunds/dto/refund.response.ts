import { ApiProperty } from '@nestjs/swagger';
import { REFUND_STATES } from '../../../domain/refund/refund-states.js';
import { amountOf } from '../../charges/index.js';
import type { RefundView } from '../use-cases/read-refunds.js';

export class RefundResponse {
  @ApiProperty({ example: 'ref_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: [...REFUND_STATES],
    description:
      'requested: nothing was sent; awaiting_approval: another person has to agree; sent, unknown: money may have gone back, and Ottu is asked; queued: the gateway has not decided; rejected: none went back; manual: a person decides.',
    example: 'succeeded',
  })
  status: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is as it is, where that is not plain.' })
  status_reason: string | null;

  @ApiProperty({
    enum: ['person', 'surplus', 'platform'],
    description: 'person: asked for by the API; surplus: by the engine; platform: made at Ottu and found.',
  })
  origin: string;

  @ApiProperty({ description: 'What goes back.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ description: 'The payment that is given back.', example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ type: String, nullable: true, description: 'What was said when it was asked for.' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who agreed, where a second person had to.' })
  approved_by: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the platform calls it.' })
  platform_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: "The gateway's or bank's reference." })
  reference_number: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['answer', 'look', 'human'],
    description: 'By what its end became known: the answer, a look at the payment, or a person.',
  })
  settled_by: string | null;

  @ApiProperty()
  requested_at: string;

  @ApiProperty({ type: String, nullable: true, description: 'When it was last sent; null: never.' })
  sent_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When its end became known.' })
  resolved_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When it is sent, or asked about.' })
  next_action_at: string | null;
}

export function presentRefund({ refund, names }: RefundView): RefundResponse {
  return {
    id: refund.publicId,
    status: refund.status,
    status_reason: refund.statusReason ?? refund.trouble?.message ?? null,
    origin: refund.origin,
    ...amountOf(refund),
    ...names,
    reason: refund.reason,
    approved_by: refund.approvedBy,
    platform_id: refund.childId,
    reference_number: refund.referenceNumber,
    settled_by: refund.settledBy,
    requested_at: refund.requestedAt.toISOString(),
    sent_at: refund.sentAt?.toISOString() ?? null,
    resolved_at: refund.resolvedAt?.toISOString() ?? null,
    next_action_at: refund.nextActionAt?.toISOString() ?? null,
  };
}
