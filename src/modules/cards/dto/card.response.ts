import { ApiProperty } from '@nestjs/swagger';
import type { Card } from '../card.entity.js';

export class CardResponse {
  @ApiProperty({ example: 'card_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ type: String, nullable: true, example: 'VISA' })
  brand: string | null;

  @ApiProperty({ type: String, nullable: true, example: '1019' })
  last_four: string | null;

  @ApiProperty({ example: 11 })
  expiry_month: number;

  @ApiProperty({ example: 2029 })
  expiry_year: number;

  @ApiProperty({ description: 'The gateway that keeps it (pg_code).', example: 'credit-card' })
  gateway: string;

  @ApiProperty({
    enum: ['active', 'refused', 'removed'],
    description: 'A refused card is never charged again without the customer.',
    example: 'active',
  })
  status: string;
}

export function presentCard(card: Card): CardResponse {
  return {
    id: card.publicId,
    brand: card.brand,
    last_four: card.lastFour,
    expiry_month: card.expiryMonth,
    expiry_year: card.expiryYear,
    gateway: card.pgCode,
    status: card.status,
  };
}
