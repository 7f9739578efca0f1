import { ApiProperty } from '@nestjs/swagger';
import { PageResponse } from '../../../platform/http/page.js';
import type { GatewayCallRow } from '../gateway-calls.repository.js';
import { ENDPOINTS } from './gateway-call.query.js';

export class GatewayCallResponse {
  @ApiProperty({ enum: [...ENDPOINTS], example: 'inquiry' })
  endpoint: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The attempt that it was about, if it was about a payment.',
    example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  attempt: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By whom: the name of a user, or the fingerprint of a key.',
    example: 'basic:perennial',
  })
  api_user: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Null when no answer came.', example: 200 })
  http_status: number | null;

  @ApiProperty({ description: 'What the answer was taken for.', example: 'succeeded' })
  outcome: string;

  @ApiProperty({
    type: Object,
    nullable: true,
    description:
      'Some fields of the answer, where the outcome does not say it all. No card data is among them.',
    example: { state: 'paid', amount: '9.600', currency_code: 'KWD' },
  })
  said: Record<string, string | number | boolean> | null;

  @ApiProperty({ example: 312 })
  duration_ms: number;

  @ApiProperty({ description: 'In real time, also for a merchant with a test clock.' })
  started_at: string;
}

export class GatewayCallListResponse extends PageResponse<GatewayCallResponse> {
  @ApiProperty({ type: [GatewayCallResponse] })
  declare data: GatewayCallResponse[];
}

export function presentGatewayCall(row: GatewayCallRow): GatewayCallResponse {
  return {
    endpoint: row.endpoint,
    attempt: row.attempt,
    api_user: row.apiUser,
    http_status: row.httpStatus,
    outcome: row.outcome,
    said: row.said,
    duration_ms: row.durationMs,
    started_at: row.startedAt.toISOString(),
  };
}
