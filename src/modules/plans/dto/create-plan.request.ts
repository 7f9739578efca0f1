import { MOST_TRIAL_DAYS } from '../../../domain/subscription/trial.js';
import { STUB_POLICIES, type StubPolicy } from '../../../domain/subscription/stub-policy.js';
import { REVIEW_HOURS } from '../../../domain/invoice/review-time.js';
import { CATCH_UP_POLICIES, type CatchUpPolicy } from '../../../domain/subscription/catch-up.js';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  ListField,
  MetadataField,
  TextField,
} from '../../../platform/http/fields.js';
import { FeatureRequest, MOST_FEATURES } from './feature.request.js';
import { CreatePriceRequest } from './create-price.request.js';

export class CreatePlanRequest {
  @TextField({ max: 200, description: 'Shown on invoices.', example: 'Gold membership' })
  name: string;

  @TextField({
    max: 200,
    description: 'Shown on Arabic invoices instead; the name is for both languages when absent.',
    example: 'العضوية الذهبية',
    nullable: true,
  })
  name_ar?: string | null;

  @TextField({ max: 2000, description: 'For people.', example: 'All clubs, all hours', nullable: true })
  description?: string | null;

  @IntegerField({
    min: 0,
    max: MOST_TRIAL_DAYS,
    description: 'Free days before the first payment; 0 when absent.',
    example: 0,
    optional: true,
  })
  trial_days?: number;

  @BooleanField({
    description: 'Sold only beside a plan that is none; false when absent.',
    example: false,
    optional: true,
  })
  add_on?: boolean;

  @IntegerField({
    min: 0,
    max: 120,
    description:
      'For how many periods a new subscription binds its customer, who cannot cancel before; it can name another. Changes and imports bind nobody. 0 when absent.',
    example: 0,
    optional: true,
  })
  minimum_periods?: number;

  @ChoiceField(STUB_POLICIES, {
    description:
      'What the time until an anchor costs a new subscription that does not say it: its days (default), nothing, or a whole period. Of several plans the first one says it that is no add-on.',
    example: 'prorated',
    optional: true,
  })
  stub?: StubPolicy;

  @ListField(() => CreatePriceRequest, { min: 1, max: 50, description: 'For how much it is sold.' })
  prices: CreatePriceRequest[];

  @ListField(() => FeatureRequest, {
    min: 0,
    max: MOST_FEATURES,
    description: 'What it gives; nothing when absent.',
    optional: true,
  })
  features?: FeatureRequest[];
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
