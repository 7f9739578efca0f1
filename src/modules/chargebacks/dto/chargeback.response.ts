import { ApiProperty } from '@nestjs/swagger';
import { CHARGEBACK_STATES } from '../../../domain/chargeback/chargeback-states.js';
import { amountOf } from '../../charges/index.js';
import type { ChargebackView } from '../use-cases/read-chargebacks.js';

export class ChargebackResponse {
  @ApiProperty({ example: 'cbk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: [...CHARGEBACK_STATES],
    description: 'open: not decided yet; won: the money came back; lost: it stays with the customer.',
    example: 'open',
  })
  status: string;

  @ApiProperty({ description: 'What the bank took back.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ description: 'The payment that was taken back.', example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ description: 'What the bank says of it.' })
  reason: string;

  @ApiProperty({ description: 'Under which name the bank has the case.' })
  reference: string;

  @ApiProperty({ description: 'When the bank took it.' })
  taken_at: string;

  @ApiProperty({ description: 'When it was recorded here.' })
  recorded_at: string;

  @ApiProperty({ type: String, nullable: true, description: 'When it was won or lost.' })
  resolved_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'By what it was known to be won or lost.' })
  evidence: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who recorded how it ended.' })
  decided_by: string | null;
}

export function presentChargeback({ chargeback, names }: ChargebackView): ChargebackResponse {
  return {
    id: chargeback.publicId,
    status: chargeback.status,
    ...amountOf(chargeback),
    ...names,
    reason: chargeback.reason,
    reference: chargeback.reference,
    taken_at: chargeback.takenAt.toISOString(),
    recorded_at: chargeback.recordedAt.toISOString(),
    resolved_at: chargeback.resolvedAt?.toISOString() ?? null,
    evidence: chargeback.evidence,
    decided_by: chargeback.decidedBy,
  };
}
