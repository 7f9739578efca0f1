import { ApiProperty } from '@nestjs/swagger';
import type { Access } from '../../../domain/dunning/access.js';

const LEVELS = ['full', 'grace', 'restricted', 'none'];

export class SubscriptionAccessResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({ enum: LEVELS, example: 'full' })
  access: Access['access'];

  @ApiProperty({ type: String, nullable: true })
  since: string | null;

  @ApiProperty({ example: 'The subscription is active.' })
  reason: string;
}

export class AccessResponse {
  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ enum: LEVELS, example: 'full' })
  access: Access['access'];

  @ApiProperty({ type: String, nullable: true })
  since: string | null;

  @ApiProperty({ example: 'The subscription is active.' })
  reason: string;

  @ApiProperty({ type: [SubscriptionAccessResponse] })
  subscriptions: SubscriptionAccessResponse[];
}
