import { REVIEW_HOURS } from '../../../domain/invoice/review-time.js';
import { CATCH_UP_POLICIES, type CatchUpPolicy } from '../../../domain/subscription/catch-up.js';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  MetadataField,
  TextField,
} from '../../../platform/http/fields.js';

/** Fields that are absent stay; null empties the description or takes the policy away; metadata is replaced as a whole. */
export class UpdatePlanRequest {
  @TextField({ max: 200, description: 'Shown on invoices.', example: 'Gold membership', optional: true })
  name?: string;

  @TextField({ max: 2000, description: 'For people.', example: 'All clubs, all hours', nullable: true })
  description?: string | null;

  @BooleanField({
    description: 'An inactive plan takes no new subscriptions; those it has go on.',
    example: true,
    optional: true,
  })
  active?: boolean;

  @ChoiceField(CATCH_UP_POLICIES, {
    description:
      'What becomes of periods that were missed, after a downtime: each is billed (default), only the latest, or a person is asked.',
    example: 'each',
    optional: true,
  })
  catch_up?: CatchUpPolicy;

  @IntegerField({
    ...REVIEW_HOURS,
    description:
      'For how long the invoice of a period stays a draft that can be changed; null: as the merchant says.',
    example: 24,
    nullable: true,
  })
  invoice_review_hours?: number | null;

  @IdField('dunningPolicy', {
    description: "How its declined renewals are collected; null: by the merchant's default.",
    example: null,
    nullable: true,
  })
  dunning_policy?: string | null;

  @MetadataField()
  metadata?: Record<string, string>;
}
