import { ApiProperty } from '@nestjs/swagger';
import { CARD_STATES } from '../../../domain/card/card-states.js';
import type { Card } from '../card.entity.js';

export class CardResponse {
  @ApiProperty({ example: 'card_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ type: String, nullable: true, description: 'As Ottu calls it.', example: 'VISA' })
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
    enum: CARD_STATES,
    description:
      'A refused card is never charged again without the customer. One that is deleting is charged no more; Ottu has not confirmed yet that it is gone.',
    example: 'active',
  })
  status: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why it is refused, still going, or gone.',
  })
  reason: string | null;

  @ApiProperty({ description: 'The one to show first. Says nothing about what is charged.', example: false })
  is_default: boolean;

  @ApiProperty({ description: 'Gone here, but not at Ottu, which offers no deletion.', example: false })
  kept_at_ottu: boolean;
}

/** In a list, where it is looked for. */
export class ListedCardResponse extends CardResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The name under which it was imported; null: it was given here.',
    example: null,
  })
  external_id: string | null;
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
    reason: card.statusReason ?? card.refusedReason,
    is_default: card.isDefault,
    kept_at_ottu: card.keptAtOttu,
  };
}
