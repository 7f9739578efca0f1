import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { RefundView } from '../use-cases/read-refunds.js';
import { presentRefund, RefundResponse } from './refund.response.js';

/** A capture or void: as a refund, but that only persons ask for it and nobody has to agree. */
export class HoldDecisionResponse extends OmitType(RefundResponse, ['id', 'origin', 'approved_by']) {
  @ApiProperty({ example: 'cap_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: ['capture', 'void'],
    description: 'capture: the money is taken; void: it is let go.',
    example: 'capture',
  })
  kind: string;
}

export function presentHoldDecision(view: RefundView): HoldDecisionResponse {
  const { origin: _origin, approved_by: _approvedBy, ...shown } = presentRefund(view);
  return { ...shown, kind: view.refund.kind };
}
