import { ApiProperty } from '@nestjs/swagger';
import { EventResponse, type EventView, presentEvent } from '../../events/index.js';
import type { SeenCall, SeenWebhook } from '../evidence.repository.js';
import { KeptCallResponse, presentKeptCall } from './kept-call.response.js';

class SeenCallResponse extends KeptCallResponse {
  @ApiProperty({ description: 'create, retrieve, auto_debit, inquiry, expire or cards.', example: 'inquiry' })
  call: string;
}

class SeenWebhookResponse {
  @ApiProperty({ example: 'whk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  webhook: string;

  @ApiProperty({ description: 'Its signature was right.' })
  verified: boolean;

  @ApiProperty({
    enum: ['processed', 'duplicate', 'refused', 'unmatched'],
    description:
      'processed: Ottu was asked because of it; duplicate: it had been here; refused: it was not believed; unmatched: nobody knows what it is about.',
  })
  result: string;

  @ApiProperty({ type: String, nullable: true, description: 'Which way of signing.', example: 'flat-18' })
  scheme: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was not processed.' })
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
  events: EventView[];
}

export function presentEvidence({ calls, webhooks, events }: Evidence): EvidenceResponse {
  return {
    calls: calls.map((call) => ({
      call: call.endpoint,
      ...presentKeptCall(call),
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
