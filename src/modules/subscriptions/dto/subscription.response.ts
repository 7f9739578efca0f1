import { ApiProperty } from '@nestjs/swagger';
import { INTERVAL_UNITS } from '../../../domain/calendar/interval.js';
import { SUBSCRIPTION_STATES } from '../../../domain/subscription/subscription-states.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { boundUntil } from '../cancel-time.js';
import { boundaryOf } from '../schedule-book.js';
import { ConsentResponse, presentConsent } from './consent.response.js';
import type { SubscriptionView } from '../use-cases/load-subscription-view.js';

export class CheckoutResponse {
  @ApiProperty({
    description: 'Send the customer there, to pay or to give a card.',
    example: 'http://127.0.0.1:4010/checkout/19aa7cd3cfc43d9d7641f6c433767b25cbcd6c18',
  })
  url: string;

  @ApiProperty({
    description: "Of the page at Ottu, for Ottu's SDK.",
    example: '19aa7cd3cfc43d9d7641f6c433767b25cbcd6c18',
  })
  session_id: string;

  @ApiProperty({
    description: 'Until when the page can be used; ask POST …/checkout for a new one after.',
    example: '2027-02-01T09:00:00.000Z',
  })
  expires_at: string;
}

export class SubscriptionItemResponse {
  @ApiProperty({ example: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  price: string;

  @ApiProperty({ description: 'How many of it.', example: 1 })
  quantity: number;
}

export class SubscriptionResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The name under which it was imported; null: it was made here.',
    example: null,
  })
  external_id: string | null;

  @ApiProperty({
    enum: [...SUBSCRIPTION_STATES],
    description:
      'incomplete: the first payment was not made yet; past_due: a renewal was declined and is tried again; unpaid: it was given up and is still owed; paused: on purpose, or by dunning; ended: by itself.',
    example: 'active',
  })
  status: string;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ type: [SubscriptionItemResponse], description: 'What is sold.' })
  items: SubscriptionItemResponse[];

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ enum: [...INTERVAL_UNITS], description: 'The unit of a period.', example: 'month' })
  interval: string;

  @ApiProperty({ description: 'How many of them a period has.', example: 1 })
  interval_count: number;

  @ApiProperty({ description: 'Whose calendar counts its periods.', example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Half-open: the end belongs to the next period.',
  })
  current_period_start: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null before the first period is billed.' })
  current_period_end: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When the clock renews it.' })
  next_bill_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Until when it costs nothing.' })
  trial_end: string | null;

  @ApiProperty({ description: 'It is canceled when its period is over.' })
  cancel_at_period_end: boolean;

  @ApiProperty({ description: 'A cancel is waiting for the answer to a charge in flight.' })
  cancel_pending: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'When it was canceled.' })
  canceled_at: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Since when it is over; nothing is billed any more.',
  })
  ended_at: string | null;

  @ApiProperty({ description: 'The local date from which its periods are counted.', example: '2027-01-31' })
  anchor_date: string;

  @ApiProperty({
    description: 'The day of the month on which it renews; in a shorter month its last day.',
    example: 31,
  })
  anchor_day: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Until then its customer is bound and cannot cancel; null: not, or not any more.',
  })
  minimum_term_ends_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When its last agreed period is over.' })
  last_period_ends_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Since when it is paused on purpose.' })
  paused_at: string | null;

  @ApiProperty({
    enum: ['keep', 'remove'],
    nullable: true,
    description: 'Whether its customer may use the product while it is paused on purpose.',
  })
  pause_access: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'When the first planned change takes effect. While nothing is billed one that begins with a later period waits for it, and this may be past.',
  })
  next_change_at: string | null;

  @ApiProperty({
    type: ConsentResponse,
    nullable: true,
    description: 'What its customer agreed to, or is asked to.',
  })
  consent: ConsentResponse | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where its customer goes after hosted pages.' })
  return_url: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What is charged; null: no card yet.' })
  card: string | null;

  @ApiProperty({
    type: CheckoutResponse,
    nullable: true,
    description: 'The open hosted page, while incomplete.',
  })
  checkout: CheckoutResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why billing stopped for a human to look, if it did.',
  })
  quarantine_reason: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'For how long the invoice of a period stays a draft; null: as its plans say, or the merchant.',
  })
  invoice_review_hours: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'When usage that is not billed yet costs so much, an invoice is made at once.',
  })
  usage_threshold: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  metadata: Record<string, string>;

  @ApiProperty()
  created_at: string;
}

export function presentSubscription(view: SubscriptionView): SubscriptionResponse {
  const { subscription: s, checkout } = view;
  return {
    id: s.publicId,
    external_id: view.externalId,
    status: s.status,
    customer: view.customerPublicId,
    items: view.items.map((item) => ({
      id: item.publicId,
      price: item.pricePublicId,
      quantity: Number(item.quantity),
    })),
    currency: s.currency,
    interval: s.intervalUnit,
    interval_count: s.intervalCount,
    time_zone: s.timeZone,
    current_period_start: instant(s.currentPeriodStart),
    current_period_end: instant(s.currentPeriodEnd),
    next_bill_at: instant(s.nextBillAt),
    trial_end: instant(s.trialEnd),
    cancel_at_period_end: s.cancelAtPeriodEnd,
    cancel_pending: s.cancelRequestedAt !== null,
    canceled_at: instant(s.canceledAt),
    ended_at: instant(s.endedAt),
    anchor_date: s.anchorDate,
    anchor_day: s.anchorDay,
    minimum_term_ends_at: instant(boundUntil(s)),
    last_period_ends_at: s.endIndex === null ? null : boundaryOf(s, s.endIndex).toISOString(),
    paused_at: instant(s.pausedAt),
    pause_access: s.pauseAccess,
    next_change_at: instant(s.nextChangeAt),
    consent: view.agreement && presentConsent(view.agreement, s.currency),
    return_url: s.returnUrl,
    card: view.cardPublicId,
    checkout: checkout && {
      url: checkout.url,
      session_id: checkout.sessionId,
      expires_at: checkout.expiresAt.toISOString(),
    },
    quarantine_reason: s.quarantineReason,
    invoice_review_hours: s.invoiceReviewHours,
    usage_threshold:
      s.usageThresholdMinor === null ? null : formatAmount(money(s.usageThresholdMinor, s.currency)),
    metadata: s.metadata,
    created_at: s.createdAt.toISOString(),
  };
}

function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
