import { BooleanField, MetadataField, TextField } from '../../../platform/http/fields.js';

/** Fields that are absent stay; null empties the nickname. For another amount make another price. */
export class UpdatePriceRequest {
  @TextField({ max: 200, description: 'For you only.', example: 'Monthly', nullable: true })
  nickname?: string | null;

  @BooleanField({
    description: 'An inactive price takes no new subscriptions; those it has go on.',
    example: true,
    optional: true,
  })
  active?: boolean;

  @MetadataField()
  metadata?: Record<string, string>;
}
