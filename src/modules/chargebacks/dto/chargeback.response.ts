import { ApiProperty } from '@nestjs/swagger';
import { CHARGEBACK_STATES } from '../../../domain/chargeback/chargeback-states.js';
import { amountOf } from '../../charges/index.js';
import type { ChargebackView } from '../use-cases/read-chargebacks.js';

export class ChargebackResponse {
  @ApiProperty({ example: 'cbk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...CHARGEBACK_STATES], example: 'open' })
  status: string;

  @ApiProperty({ example: '9.500' })
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

  @ApiProperty()
  reason: string;

  @ApiProperty()
  reference: string;

  @ApiProperty()
  taken_at: string;

  @ApiProperty()
  recorded_at: string;

  @ApiProperty({ type: String, nullable: true })
  resolved_at: string | null;

  @ApiProperty({ type: String, nullable: true })
  evidence: string | null;

  @ApiProperty({ type: String, nullable: true })
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
