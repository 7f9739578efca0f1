import { REVIEW_HOURS } from '../../../domain/invoice/review-time.js';
import { IntegerField, MetadataField, UrlField } from '../../../platform/http/fields.js';

/** Fields that are absent stay; null takes one away; metadata is replaced as a whole. What is sold has its own calls. */
export class UpdateSubscriptionRequest {
  @IntegerField({
    ...REVIEW_HOURS,
    description:
      'For how long the invoice of a period stays a draft that can be changed, from the next invoice on; null: as its plans say.',
    example: 24,
    nullable: true,
  })
  invoice_review_hours?: number | null;

  @UrlField({
    description:
      'Where the customer goes after hosted pages that are opened from now on; null: nowhere but to the page of the platform.',
    example: 'http://127.0.0.1:3000/health/live',
    nullable: true,
  })
  return_url?: string | null;

  @MetadataField()
  metadata?: Record<string, string>;
}
