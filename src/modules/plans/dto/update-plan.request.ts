import { STUB_POLICIES, type StubPolicy } from '../../../domain/subscription/stub-policy.js';
import { MOST_TRIAL_DAYS } from '../../../domain/subscription/trial.js';
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

/** Fields that are absent stay; null empties a name_ar or description, or takes the policy away; metadata is replaced as a whole. */
export class UpdatePlanRequest {
  @TextField({ max: 200, description: 'Shown on invoices.', example: 'Gold membership', optional: true })
  name?: string;

  @TextField({
    max: 200,
    description: 'Shown on Arabic invoices instead; null: the name is for both languages.',
    example: 'العضوية الذهبية',
    nullable: true,
  })
  name_ar?: string | null;

  @TextField({ max: 2000, description: 'For people.', example: 'All clubs, all hours', nullable: true })
  description?: string | null;

  @BooleanField({
    description: 'An inactive plan takes no new subscriptions; those it has go on.',
    example: true,
    optional: true,
  })
  active?: boolean;

  @IntegerField({
    min: 0,
    max: MOST_TRIAL_DAYS,
    description: 'Free days before the first payment of subscriptions that are made from now on.',
    example: 14,
    optional: true,
  })
  trial_days?: number;

  @IntegerField({
    min: 0,
    max: 120,
    description:
      'For how many periods a subscription binds its customer that is made from now on; who is bound already stays so.',
    example: 12,
    optional: true,
  })
  minimum_periods?: number;

  @ChoiceField(STUB_POLICIES, {
    description:
      'What the time until an anchor costs a subscription that is made from now on and does not say it: its days, nothing, or a whole period.',
    example: 'prorated',
    optional: true,
  })
  stub?: StubPolicy;

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
