import { ApiProperty } from '@nestjs/swagger';
import type { SeenCall } from '../evidence.repository.js';

/** What is kept of a call to Ottu, wherever it is shown. */
export class KeptCallResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By whom: the name of a user, or the fingerprint of a key.',
    example: 'basic:perennial',
  })
  api_user: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Null when no answer came.', example: 400 })
  http_status: number | null;

  @ApiProperty({ description: 'What the answer was taken for.', example: 'unexpected' })
  outcome: string;

  @ApiProperty({
    type: Object,
    nullable: true,
    description:
      'Some fields of the answer, where the outcome does not say it all. No card data is among them.',
    example: { state: 'paid', amount: '9.600', currency_code: 'KWD' },
  })
  said: Record<string, string | number | boolean> | null;

  @ApiProperty({ description: 'How long it took.', example: 312 })
  duration_ms: number;

  @ApiProperty({ description: 'In real time, also for a merchant with a test clock.' })
  started_at: string;
}

export function presentKeptCall(call: SeenCall): KeptCallResponse {
  return {
    api_user: call.apiUser,
    http_status: call.httpStatus,
    outcome: call.outcome,
    said: call.said,
    duration_ms: call.durationMs,
    started_at: call.startedAt.toISOString(),
  };
}
