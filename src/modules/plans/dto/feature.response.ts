import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FEATURE_TYPES } from '../../../domain/entitlement/entitlements.js';

/** A feature as it goes out: of the last three fields the one of its type. */
export class FeatureResponse {
  @ApiProperty({ example: 'seats' })
  key: string;

  @ApiProperty({ enum: FEATURE_TYPES, example: 'limit' })
  type: string;

  @ApiPropertyOptional({ example: true })
  enabled?: boolean;

  @ApiPropertyOptional({ type: Number, nullable: true, example: 5, description: 'Null: without limit.' })
  limit?: number | null;

  @ApiPropertyOptional({ example: 'by telephone' })
  text?: string;
}
