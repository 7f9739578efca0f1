import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FEATURE_TYPES } from '../../../domain/entitlement/entitlements.js';

/** A feature as it goes out: of the last three fields the one of its type. */
export class FeatureResponse {
  @ApiProperty({ description: 'What your code asks for.', example: 'seats' })
  key: string;

  @ApiProperty({
    enum: FEATURE_TYPES,
    description: 'switch: on or off; limit: a number; text: words.',
    example: 'limit',
  })
  type: string;

  @ApiPropertyOptional({ description: 'Of a switch.', example: true })
  enabled?: boolean;

  @ApiPropertyOptional({ type: Number, nullable: true, example: 5, description: 'Null: without limit.' })
  limit?: number | null;

  @ApiPropertyOptional({ description: 'Of a text.', example: 'by telephone' })
  text?: string;
}
