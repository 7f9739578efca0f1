import { ApiProperty } from '@nestjs/swagger';
import { ATTEMPT_STATES } from '../../../domain/charge/attempt-states.js';
import { CHARGE_STATES } from '../../../domain/charge/charge-states.js';
import type { Attempt } from '../attempt.entity.js';
import { amountOf } from '../charge-lifecycle.js';
import type { ChargeView } from '../use-cases/read-charges.js';
import { DunningResponse, presentDunning } from './dunning.response.js';

export class DeclineResponse {
  @ApiProperty({ enum: ['hard', 'soft', 'card_problem', 'configuration'], example: 'soft' })
  class: string;

  @ApiProperty({ type: String, nullable: true, example: '51' })
  code: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Insufficient funds' })
  message: string | null;
}

export class AttemptResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 1 })
  number: number;

  @ApiProperty({
    enum: ['cit', 'mit'],
    description: 'cit: the customer paid on a hosted page; mit: the saved card.',
  })
  kind: string;

  @ApiProperty({ enum: [...ATTEMPT_STATES], example: 'succeeded' })
  status: string;

  @ApiProperty({
    description: 'It succeeded although nothing was owed; what becomes of it `surplus_handling` says.',
  })
  surplus: boolean;

  @ApiProperty({ description: 'The merchant reference at Ottu.' })
  order_no: string;

  @ApiProperty({ type: String, nullable: true })
  session_id: string | null;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ example: 'credit-card' })
  gateway: string;

  @ApiProperty({ type: DeclineResponse, nullable: true })
  decline: DeclineResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What went wrong, when the answer could not be believed.',
  })
  trouble: string | null;

  @ApiProperty({ type: String, nullable: true })
  reference_number: string | null;

  @ApiProperty({ type: String, nullable: true, enum: ['answer', 'look', 'inquiry', 'human'] })
  settled_by: string | null;

  @ApiProperty()
  prepared_at: string;

  @ApiProperty({ type: String, nullable: true })
  sent_at: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of one that is authorized: until about when the bank holds the money.',
  })
  held_until: string | null;

  @ApiProperty({ type: String, nullable: true })
  resolved_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When Ottu is asked about it next.' })
  next_check_at: string | null;
}

export class ChargeResponse {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...CHARGE_STATES], example: 'succeeded' })
  status: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ type: String, nullable: true, example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string | null;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'attempt: the card is charged; final: dunning ends.',
  })
  next_action: string | null;

  @ApiProperty({ type: String, nullable: true })
  next_action_at: string | null;

  @ApiProperty({ type: String, nullable: true })
  next_action_reason: string | null;

  @ApiProperty({ type: String, nullable: true })
  succeeded_at: string | null;

  @ApiProperty({
    type: DunningResponse,
    nullable: true,
    description: 'The ladder that began at the first decline; null where there was none.',
  })
  dunning: DunningResponse | null;

  @ApiProperty({ type: [AttemptResponse] })
  attempts: AttemptResponse[];
}

export function presentCharge({
  charge,
  attempts,
  invoicePublicId,
  subscriptionPublicId,
}: ChargeView): ChargeResponse {
  return {
    id: charge.publicId,
    status: charge.status,
    invoice: invoicePublicId,
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
