import { ApiProperty } from '@nestjs/swagger';
import type { PolicyHead } from '../dunning-policy.entity.js';
import type { PolicyVersion } from '../dunning-policy-version.entity.js';

export class MailsResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The template after the first decline; null: no mail.',
    example: 'payment_declined',
  })
  declined: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The template after each retry that was declined; null: no mail.',
    example: 'payment_declined_again',
  })
  declined_again: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Instead of either, when trying this card again is of no use; null: no mail.',
    example: 'new_card_needed',
  })
  new_card_needed: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The template before the final action; null: no mail.',
    example: 'final_notice',
  })
  before_final: string | null;

  @ApiProperty({ description: 'So many days before it.', example: 2 })
  before_final_days: number;
}

export class PolicyVersionResponse {
  @ApiProperty({ description: '1 is the first.', example: 1 })
  version: number;

  @ApiProperty({
    type: [Number],
    description: 'Days after the first decline on which the card is tried again.',
    example: [1, 3, 7, 14],
  })
  retry_days: number[];

  @ApiProperty({ description: 'Until this day the customer keeps access.', example: 10 })
  grace_days: number;

  @ApiProperty({ description: 'The day of the final action.', example: 21 })
  final_day: number;

  @ApiProperty({
    enum: ['cancel', 'pause', 'unpaid'],
    description:
      'What happens to the subscription when nothing was paid by then; unpaid: it stays, without access, and the invoice stays owed.',
    example: 'cancel',
  })
  final_action: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: "The customer's local hour of retries; null: the hour of the first decline.",
    example: 10,
  })
  local_hour: number | null;

  @ApiProperty({
    description: 'A retry that falls on a weekend moves to the next business day.',
    example: true,
  })
  business_days_only: boolean;

  @ApiProperty({
    type: [String],
    nullable: true,
    description:
      "The days that are no business days; null: those on which banks of the customer's time zone rest.",
    example: ['friday', 'saturday'],
  })
  weekend: string[] | null;

  @ApiProperty({
    type: MailsResponse,
    description: 'What is written to the customer, as events of the type dunning.mail_due.',
  })
  mails: MailsResponse;

  @ApiProperty({ description: 'Since when it is in force.', example: '2027-01-31T09:00:00.000Z' })
  since: string;
}

export class DunningPolicyResponse extends PolicyVersionResponse {
  @ApiProperty({ example: 'dun_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'Gulf, patient' })
  name: string;

  @ApiProperty({ description: 'For all plans without a policy of their own.' })
  is_default: boolean;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;
}

export function presentPolicy(head: PolicyHead, version: PolicyVersion): DunningPolicyResponse {
  return {
    id: head.publicId,
    name: head.name,
    is_default: head.isDefault,
    ...presentVersion(version),
    created_at: head.createdAt.toISOString(),
  };
}

export function presentVersion(version: PolicyVersion): PolicyVersionResponse {
  const { mails } = version;
  return {
    version: version.version,
    retry_days: version.retryDays,
    grace_days: version.graceDays,
    final_day: version.finalDay,
    final_action: version.finalAction,
    local_hour: version.localHour,
    business_days_only: version.businessDaysOnly,
    weekend: version.weekend,
    mails: {
      declined: mails.declined,
      declined_again: mails.declinedAgain,
      new_card_needed: mails.newCardNeeded,
      before_final: mails.beforeFinal,
      before_final_days: mails.beforeFinalDays,
    },
    since: version.createdAt.toISOString(),
  };
}
