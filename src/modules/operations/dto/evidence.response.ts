import { ApiProperty } from '@nestjs/swagger';
import { type Event, EventResponse, presentEvent } from '../../events/index.js';
import type { SeenCall, SeenWebhook } from '../evidence.repository.js';

class SeenCallResponse {
  @ApiProperty({ description: 'create, retrieve, auto_debit, inquiry, expire or cards.', example: 'inquiry' })
  call: string;

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

  @ApiProperty({ example: 312 })
  duration_ms: number;

  @ApiProperty({ description: 'In real time, also for a merchant with a test clock.' })
  started_at: string;
}

class SeenWebhookResponse {
  @ApiProperty({ example: 'whk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  webhook: string;

  @ApiProperty({ description: 'Its signature was right.' })
  verified: boolean;

  @ApiProperty({ enum: ['processed', 'duplicate', 'refused', 'unmatched'] })
  result: string;

  @ApiProperty({ type: String, nullable: true, description: 'Which way of signing.', example: 'flat-18' })
  scheme: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  @ApiProperty({ description: 'In real time, also for a merchant with a test clock.' })
  received_at: string;
}

export class EvidenceResponse {
  @ApiProperty({ type: [SeenCallResponse], description: 'What Ottu was asked, and how each call ended.' })
  calls: SeenCallResponse[];

  @ApiProperty({ type: [SeenWebhookResponse], description: 'What was told; hints, never facts.' })
  webhooks: SeenWebhookResponse[];

  @ApiProperty({ type: [EventResponse], description: 'What happened to the charge and its last attempt.' })
  events: EventResponse[];
}

export interface Evidence {
  calls: SeenCall[];
  webhooks: SeenWebhook[];
  events: Event[];
}

export function presentEvidence({ calls, webhooks, events }: Evidence): EvidenceResponse {
  return {
    calls: calls.map((call) => ({
      call: call.endpoint,
      api_user: call.apiUser,
      http_status: call.httpStatus,
      outcome: call.outcome,
      said: call.said,
      duration_ms: call.durationMs,
      started_at: call.startedAt.toISOString(),
    })),
    webhooks: webhooks.map(({ webhook, result, scheme, reason, receivedAt }) => ({
      webhook,
      verified: result !== 'refused',
      result,
      scheme,
      reason,
      received_at: receivedAt.toISOString(),
    })),
    events: events.map((event) => presentEvent(event)),
  };
}
