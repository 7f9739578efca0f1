import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export const REFUND_DECISIONS = ['approve', 'dismiss'] as const;

export class DecideRefundRequest {
  @ChoiceField(REFUND_DECISIONS, { description: 'Whether it is sent, or not made.', example: 'approve' })
  decision: (typeof REFUND_DECISIONS)[number];

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;

  @TextField({ max: 2000, description: 'Why.', example: 'The gym was closed in March' })
  reason: string;
}
