import { ApiProperty } from '@nestjs/swagger';
import { SURPLUS_HANDLINGS } from '../../../domain/refund/surplus-handling.js';
import type { Merchant } from '../merchant.entity.js';

export class MerchantResponse {
  @ApiProperty({ example: 'mer_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'Kuwait Fitness Club' })
  name: string;

  @ApiProperty({ enum: ['sandbox', 'live'], example: 'sandbox' })
  mode: string;

  @ApiProperty({ description: 'The default of its customers.', example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({ example: 'https://merchant.ottu.net' })
  ottu_base_url: string;

  @ApiProperty({ description: 'A simulator stands in for Ottu: no money moves.' })
  ottu_is_simulator: boolean;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Which gateway takes which currency.',
    example: { KWD: 'credit-card' },
  })
  routing: Record<string, string>;

  @ApiProperty({ description: 'No card of this merchant is charged until somebody has looked.' })
  charging_stopped: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  charging_stopped_at: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  charging_stopped_reason: string | null;

  @ApiProperty({ description: 'A payment that only a person can decide is decided by two.' })
  manual_confirmation: boolean;

  @ApiProperty({ enum: [...SURPLUS_HANDLINGS], description: 'What is done with money that nobody owed.' })
  surplus_handling: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;
}

export function presentMerchant(merchant: Merchant): MerchantResponse {
  return {
    id: merchant.publicId,
    name: merchant.name,
    mode: merchant.mode,
    time_zone: merchant.timeZone,
    ottu_base_url: merchant.ottuBaseUrl,
    ottu_is_simulator: merchant.ottuIsSimulator,
    routing: merchant.routing,
    charging_stopped: merchant.chargingStoppedAt !== null,
    charging_stopped_at: merchant.chargingStoppedAt?.toISOString() ?? null,
    charging_stopped_reason: merchant.chargingStoppedReason,
    manual_confirmation: merchant.manualConfirmation,
    surplus_handling: merchant.surplusHandling,
    created_at: merchant.createdAt.toISOString(),
  };
}
