import { ApiProperty } from '@nestjs/swagger';
import { FeatureResponse } from '../../plans/index.js';
import type { Access } from '../../../domain/dunning/access.js';

const LEVELS = ['full', 'grace', 'restricted', 'none'];

export class SubscriptionAccessResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: LEVELS,
    description:
      'full: use the product; grace: use it, and be asked to pay; restricted: no use, but to enter and pay; none: no claim.',
    example: 'full',
  })
  access: Access['access'];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Since when it is so; null where no fact says it.',
  })
  since: string | null;

  @ApiProperty({ description: 'For people.', example: 'The subscription is active.' })
  reason: string;
}

export class AccessResponse {
  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({
    enum: LEVELS,
    description:
      'full: use the product; grace: use it, and be asked to pay; restricted: no use, but to enter and pay; none: no claim. The best of the subscriptions.',
    example: 'full',
  })
  access: Access['access'];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Since when it is so; null where no fact says it.',
  })
  since: string | null;

  @ApiProperty({ description: 'For people.', example: 'The subscription is active.' })
  reason: string;

  @ApiProperty({
    type: [FeatureResponse],
    description: 'What the plans give together, of the subscriptions with full or grace access.',
  })
  entitlements: FeatureResponse[];

  @ApiProperty({ type: [SubscriptionAccessResponse], description: 'Each subscription by itself.' })
  subscriptions: SubscriptionAccessResponse[];
}
