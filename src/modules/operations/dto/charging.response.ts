import { ApiProperty } from '@nestjs/swagger';
import type { Merchant } from '../../merchants/index.js';

export class ChargingResponse {
  @ApiProperty({ description: 'No card is charged; asking about payments and reading go on.' })
  stopped: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Since when.', example: null })
  stopped_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why.', example: null })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Since when Ottu refuses the credentials by which it is asked; null while it answers.',
    example: null,
  })
  asking_refused_at: string | null;
}

export function presentCharging(merchant: Merchant): ChargingResponse {
  const { chargingStoppedAt, chargingStoppedReason, askingRefusedAt } = merchant;
  return {
    stopped: chargingStoppedAt !== null,
    stopped_at: chargingStoppedAt?.toISOString() ?? null,
    reason: chargingStoppedReason,
    asking_refused_at: askingRefusedAt?.toISOString() ?? null,
  };
}
