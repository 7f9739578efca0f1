import { ApiProperty } from '@nestjs/swagger';
import { REFUND_STATES } from '../../../domain/refund/refund-states.js';
import { ATTEMPT_STATES } from '../../../domain/charge/attempt-states.js';
import { CHARGE_STATES } from '../../../domain/charge/charge-states.js';
import type { WebhookInspection } from '../../../gateway/payment-gateway.js';
import { PageResponse } from '../../../platform/http/page.js';
import type { Attempt, Charge } from '../../charges/index.js';
import type { CardSetup } from '../../checkout/index.js';
import type { Refund } from '../../refunds/index.js';
import type { Subscription } from '../../subscriptions/index.js';
import { type InboundWebhook, WEBHOOK_KINDS, WEBHOOK_STATUSES } from '../inbound-webhook.entity.js';

export class InboundWebhookResponse {
  @ApiProperty({ example: 'whk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...WEBHOOK_KINDS], description: 'The address that it came to.' })
  kind: string;

  @ApiProperty({
    enum: [...WEBHOOK_STATUSES],
    description:
      'processed: Ottu was asked because of it; duplicate: it had been here; refused: it was not believed; unmatched: nobody knows what it is about.',
    example: 'processed',
  })
  status: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was not processed.', example: null })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['flat-18', 'path-26'],
    description: 'Which way of signing was used.',
    example: 'flat-18',
  })
  scheme: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The merchant reference that it names.',
    example: 'r1-3f9a',
  })
  order_no: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When it is tried again to find what it is about.',
  })
  next_match_at: string | null;

  @ApiProperty({ description: 'How often that was tried.', example: 0 })
  match_tries: number;

  @ApiProperty({ description: 'In real time.', example: '2027-01-31T09:00:00.000Z' })
  received_at: string;
}

export class InboundWebhookListResponse extends PageResponse<InboundWebhookResponse> {
  @ApiProperty({ type: [InboundWebhookResponse] })
  declare data: InboundWebhookResponse[];
}

class WebhookCheckResponse {
  @ApiProperty({
    enum: ['body', 'signature', 'type', 'grammar', 'ambiguity', 'environment', 'match'],
    description: 'Which check, in the order in which they are made.',
  })
  name: string;

  @ApiProperty()
  passed: boolean;

  @ApiProperty({ description: 'What was found.', example: 'by flat-18, with the key in force' })
  detail: string;
}

class WebhookOperationResponse {
  @ApiProperty({ example: 'ref_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: ['refund', 'capture', 'void'],
    description: 'refund: money goes back; capture: what a bank holds is taken; void: it is let go.',
    example: 'refund',
  })
  kind: string;

  @ApiProperty({ enum: [...REFUND_STATES], description: 'How far that is.', example: 'succeeded' })
  status: string;
}

class WebhookCardSetupResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: ['prepared', 'open', 'completed', 'expired'],
    description: 'completed: a card was saved; expired: none was.',
    example: 'completed',
  })
  status: string;
}

class WebhookLedToResponse {
  @ApiProperty({ type: String, nullable: true, example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string | null;

  @ApiProperty({
    enum: [...ATTEMPT_STATES],
    nullable: true,
    description: 'What that is now.',
    example: 'succeeded',
  })
  attempt_status: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string | null;

  @ApiProperty({
    enum: [...CHARGE_STATES],
    nullable: true,
    description: 'What that is now.',
    example: 'succeeded',
  })
  charge_status: string | null;

  @ApiProperty({
    type: [WebhookOperationResponse],
    description:
      'Of a message about an operation: the refunds, captures and voids of the payment. Which of them it was about is not signed.',
  })
  operations: WebhookOperationResponse[];

  @ApiProperty({
    type: WebhookCardSetupResponse,
    nullable: true,
    description: 'The page without a payment that was asked about.',
  })
  card_setup: WebhookCardSetupResponse | null;
}

export class InspectedWebhookResponse extends InboundWebhookResponse {
  @ApiProperty({
    type: [WebhookCheckResponse],
    description:
      'As they would be made today, by the keys of today, up to the first that fails; environment is a note.',
  })
  checks: WebhookCheckResponse[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What it says, believed or not. Of a card there is no token here.',
    example: { order_no: 'r1-3f9a', state: 'paid', amount: '9.500' },
  })
  says: Record<string, string>;

  @ApiProperty({
    type: WebhookLedToResponse,
    nullable: true,
    description: 'The payment that was asked about because of it, and how that stands now.',
  })
  led_to: WebhookLedToResponse | null;
}

export interface WebhookView {
  webhook: InboundWebhook;
  inspection: WebhookInspection;
  ledTo: {
    attempt: Attempt | null;
    charge: Charge | null;
    operations: Refund[];
    setup: { setup: CardSetup; subscription: Subscription } | null;
  } | null;
}

export function presentInboundWebhook(webhook: InboundWebhook): InboundWebhookResponse {
  return {
    id: webhook.publicId,
    kind: webhook.kind,
    status: webhook.status,
    reason: webhook.reason,
    scheme: webhook.scheme,
    order_no: webhook.orderNo,
    next_match_at: webhook.nextMatchAt?.toISOString() ?? null,
    match_tries: webhook.matchTries,
    received_at: webhook.receivedAt.toISOString(),
  };
}

export function presentInspectedWebhook({
  webhook,
  inspection,
  ledTo,
}: WebhookView): InspectedWebhookResponse {
  return {
    ...presentInboundWebhook(webhook),
    checks: [...inspection.checks, ...matchOf(webhook)],
    says: inspection.fields,
    led_to: ledTo && {
      attempt: ledTo.attempt?.publicId ?? null,
      attempt_status: ledTo.attempt?.status ?? null,
      charge: ledTo.charge?.publicId ?? null,
      charge_status: ledTo.charge?.status ?? null,
      operations: ledTo.operations.map(({ publicId: id, kind, status }) => ({ id, kind, status })),
      card_setup: ledTo.setup && {
        subscription: ledTo.setup.subscription.publicId,
        status: ledTo.setup.setup.status,
      },
    },
  };
}

/** Only what is genuine is looked for in the books. */
function matchOf({ status, reason }: InboundWebhook): WebhookCheckResponse[] {
  if (status === 'refused') return [];
  const passed = status !== 'unmatched';
  return [{ name: 'match', passed, detail: reason ?? 'what it names is ours' }];
}
