import { ApiProperty } from '@nestjs/swagger';
import { SUBSCRIPTION_STATES } from '../../../domain/subscription/subscription-states.js';
import { ATTEMPT_STATES } from '../../../domain/charge/attempt-states.js';
import { amountOf } from '../../charges/index.js';
import { secondsBetween } from '../age.js';
import type {
  QuarantinedAttempt,
  QuarantinedCharge,
  QuarantinedSubscription,
} from '../quarantine.repository.js';

class SetAside {
  @ApiProperty({ description: 'When it was set aside.', example: '2027-01-31T09:00:00.000Z' })
  since: string;

  @ApiProperty({ description: 'Seconds since then.', example: 86400 })
  age_seconds: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why.' })
  reason: string | null;

  @ApiProperty({ description: 'Unforeseen errors, one after the other.', example: 5 })
  failures: number;
}

export class QuarantinedSubscriptionResponse extends SetAside {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: [...SUBSCRIPTION_STATES],
    description: 'What the subscription is now.',
    example: 'active',
  })
  status: string;
}

export class QuarantinedChargeResponse extends SetAside {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: its invoice belongs to no subscription.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  subscription: string | null;

  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ description: 'Requests that Ottu would not take.', example: 0 })
  rejections: number;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;
}

export class QuarantinedAttemptResponse extends SetAside {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ enum: [...ATTEMPT_STATES], description: 'What the attempt is now.', example: 'declined' })
  status: string;
}

class QuarantinedAttempts {
  @ApiProperty({ description: 'How many there are.', example: 0 })
  count: number;

  @ApiProperty({ type: [QuarantinedAttemptResponse], description: 'Those that wait the longest.' })
  longest: QuarantinedAttemptResponse[];
}

class QuarantinedSubscriptions {
  @ApiProperty({ description: 'How many there are.', example: 1 })
  count: number;

  @ApiProperty({ type: [QuarantinedSubscriptionResponse], description: 'Those that wait the longest.' })
  longest: QuarantinedSubscriptionResponse[];
}

class QuarantinedCharges {
  @ApiProperty({ description: 'How many there are.', example: 0 })
  count: number;

  @ApiProperty({ type: [QuarantinedChargeResponse], description: 'Those that wait the longest.' })
  longest: QuarantinedChargeResponse[];
}

export class QuarantineResponse {
  @ApiProperty({ type: QuarantinedSubscriptions, description: 'Not billed until somebody releases them.' })
  subscriptions: QuarantinedSubscriptions;

  @ApiProperty({ type: QuarantinedCharges, description: 'Not charged until somebody releases them.' })
  charges: QuarantinedCharges;

  @ApiProperty({
    type: QuarantinedAttempts,
    description: 'Asking about them fails, and they are not a manual case.',
  })
  attempts: QuarantinedAttempts;
}

export interface QuarantineView {
  now: Date;
  counts: { subscriptions: number; charges: number; attempts: number };
  subscriptions: QuarantinedSubscription[];
  charges: QuarantinedCharge[];
  attempts: QuarantinedAttempt[];
}

export function presentQuarantine({
  now,
  counts,
  subscriptions,
  charges,
  attempts,
}: QuarantineView): QuarantineResponse {
  const times = ({ since }: { since: Date }) => ({
    since: since.toISOString(),
    age_seconds: secondsBetween(since, now),
  });
  return {
    subscriptions: {
      count: counts.subscriptions,
      longest: subscriptions.map((row) => ({ ...row, ...times(row) })),
    },
    charges: {
      count: counts.charges,
      longest: charges.map(({ amountMinor, currency, ...row }) => ({
        ...row,
        ...times(row),
        ...amountOf({ amountMinor, currency }),
      })),
    },
    attempts: {
      count: counts.attempts,
      longest: attempts.map((row) => ({ ...row, ...times(row) })),
    },
  };
}
