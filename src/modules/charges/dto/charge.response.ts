import { ApiProperty } from '@nestjs/swagger';
import { ATTEMPT_STATES } from '../../../domain/charge/attempt-states.js';
import { CHARGE_STATES } from '../../../domain/charge/charge-states.js';
import type { Attempt } from '../attempt.entity.js';
import { amountOf } from '../charge-lifecycle.js';
import type { ChargeView } from '../use-cases/read-charges.js';
import { DunningResponse, presentDunning } from './dunning.response.js';

export class DeclineResponse {
  @ApiProperty({
    enum: ['hard', 'soft', 'card_problem', 'configuration'],
    description:
      "hard: never again with this card; card_problem: only another card, or the customer, helps; configuration: the merchant's account refused; soft: the issuer may approve later.",
    example: 'soft',
  })
  class: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The issuer's code, where it was told.",
    example: '51',
  })
  code: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'As the issuer or gateway said it.',
    example: 'Insufficient funds',
  })
  message: string | null;
}

export class AttemptResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ description: '1 is the first of its charge.', example: 1 })
  number: number;

  @ApiProperty({
    enum: ['cit', 'mit'],
    description: 'cit: the customer paid on a hosted page; mit: the saved card.',
  })
  kind: string;

  @ApiProperty({
    enum: [...ATTEMPT_STATES],
    description:
      'prepared: nothing was sent; ready: a hosted page is open; sent, unknown: money may have moved, and Ottu is asked; fenced: closed against payment, and asked; authorized: the bank holds the money; rejected: Ottu did not take the request; abandoned: no money moved; manual: a person decides.',
    example: 'succeeded',
  })
  status: string;

  @ApiProperty({
    description: 'It succeeded although nothing was owed; what becomes of it `surplus_handling` says.',
  })
  surplus: boolean;

  @ApiProperty({ description: 'The merchant reference at Ottu.' })
  order_no: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What Ottu calls the payment; null before Ottu knows of it.',
  })
  session_id: string | null;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'The pg_code that it went through.', example: 'credit-card' })
  gateway: string;

  @ApiProperty({ type: DeclineResponse, nullable: true, description: 'Why it was declined, if it was.' })
  decline: DeclineResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What went wrong, when the answer could not be believed.',
  })
  trouble: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The gateway's or bank's reference, to be found on a statement.",
  })
  reference_number: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['answer', 'look', 'inquiry', 'human'],
    description:
      'By what its end became known: the answer to the charge, a look at it, an inquiry at the gateway, or a person.',
  })
  settled_by: string | null;

  @ApiProperty({ description: 'When it was written down, before anything was sent.' })
  prepared_at: string;

  @ApiProperty({ type: String, nullable: true, description: 'When the money was asked for; null: never.' })
  sent_at: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of one that is authorized: until about when the bank holds the money.',
  })
  held_until: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When its end became known.' })
  resolved_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When Ottu is asked about it next.' })
  next_check_at: string | null;
}

export class ChargeResponse {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: [...CHARGE_STATES],
    description:
      'scheduled: has a next attempt at next_action_at; processing: an attempt is under way; awaiting_customer: waits for a hosted page; failed: given up; blocked: waits for a person.',
    example: 'succeeded',
  })
  status: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ description: 'Whose invoice it is.', example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: its invoice belongs to no subscription.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  subscription: string | null;

  @ApiProperty({ description: 'What is to be collected.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({
    enum: ['attempt', 'final'],
    nullable: true,
    description: 'attempt: the card is charged; final: dunning ends; null: nothing happens by time.',
  })
  next_action: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When that is.' })
  next_action_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why then, for people.' })
  next_action_reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When the money arrived.' })
  succeeded_at: string | null;

  @ApiProperty({
    type: DunningResponse,
    nullable: true,
    description: 'The ladder that began at the first decline; null where there was none.',
  })
  dunning: DunningResponse | null;

  @ApiProperty({ type: [AttemptResponse], description: 'Every try at the money, the oldest first.' })
  attempts: AttemptResponse[];
}

export function presentCharge({
  charge,
  attempts,
  invoicePublicId,
  customerPublicId,
  subscriptionPublicId,
}: ChargeView): ChargeResponse {
  return {
    id: charge.publicId,
    status: charge.status,
    invoice: invoicePublicId,
    customer: customerPublicId,
    subscription: subscriptionPublicId,
    ...amountOf(charge),
    next_action: charge.nextAction,
    next_action_at: charge.nextActionAt?.toISOString() ?? null,
    next_action_reason: charge.nextActionReason,
    succeeded_at: charge.succeededAt?.toISOString() ?? null,
    dunning: presentDunning(charge, attempts),
    attempts: attempts.map(presentAttempt),
  };
}

export function presentAttempt(attempt: Attempt): AttemptResponse {
  const { declineClass } = attempt;
  return {
    id: attempt.publicId,
    number: attempt.n,
    kind: attempt.kind,
    status: attempt.status,
    surplus: attempt.surplus,
    order_no: attempt.orderNo,
    session_id: attempt.sessionId,
    ...amountOf(attempt),
    gateway: attempt.pgCode,
    decline: declineClass && {
      class: declineClass,
      code: attempt.declineCode,
      message: attempt.declineMessage,
    },
    trouble: attempt.trouble?.message ?? null,
    reference_number: attempt.referenceNumber,
    settled_by: attempt.settledBy,
    prepared_at: attempt.preparedAt.toISOString(),
    sent_at: attempt.sentAt?.toISOString() ?? null,
    held_until: attempt.holdUntil?.toISOString() ?? null,
    resolved_at: attempt.resolvedAt?.toISOString() ?? null,
    next_check_at: attempt.nextCheckAt?.toISOString() ?? null,
  };
}
