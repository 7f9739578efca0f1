import { ApiProperty } from '@nestjs/swagger';
import { GATEWAY_ENDPOINTS } from '../../../gateway/gateway-call-observer.js';
import { PageResponse } from '../../../platform/http/page.js';
import type { GatewayCallRow } from '../gateway-calls.repository.js';
import { KeptCallResponse, presentKeptCall } from './kept-call.response.js';

export class GatewayCallResponse extends KeptCallResponse {
  @ApiProperty({
    enum: [...GATEWAY_ENDPOINTS],
    description: 'Which call of Ottu it was.',
    example: 'inquiry',
  })
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
    description: 'The customer whose cards it was about, if it was about cards.',
    example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  customer: string | null;
}

export class GatewayCallListResponse extends PageResponse<GatewayCallResponse> {
  @ApiProperty({ type: [GatewayCallResponse] })
  declare data: GatewayCallResponse[];
}

export function presentGatewayCall(row: GatewayCallRow): GatewayCallResponse {
  return {
    endpoint: row.endpoint,
    attempt: row.attempt,
    customer: row.customer,
    ...presentKeptCall(row),
  };
}
