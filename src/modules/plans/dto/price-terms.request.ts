import { AGGREGATIONS, type Aggregation } from '../../../domain/pricing/usage.js';
import { UnitAmountField } from '../../../platform/http/amount-fields.js';
import { AmountField, ChoiceField, IntegerField } from '../../../platform/http/fields.js';

const MOST_UNITS = 1_000_000_000_000;

export class TierRequest {
  @IntegerField({
    min: 0,
    max: MOST_UNITS,
    description: 'The first unit of the tier; where the tier before ends when absent.',
    example: 1,
    optional: true,
  })
  from?: number;

  @IntegerField({
    min: 0,
    max: MOST_UNITS,
    description: 'The last unit of the tier; null of the last tier, which is without end.',
    example: 1000,
    nullable: true,
  })
  up_to?: number | null;

  @UnitAmountField({ description: 'For each unit of the tier.', example: '0.0100' })
  unit_amount: string;

  @UnitAmountField({
    description: 'Once, when the tier is reached; nothing when absent.',
    example: '0',
    optional: true,
  })
  flat_amount?: string;
}

export class UsageRequest {
  @ChoiceField(AGGREGATIONS, {
    description: 'What the records of a period come to: their sum, the greatest, or the latest.',
    example: 'sum',
  })
  aggregation: Aggregation;

  @IntegerField({
    min: 0,
    max: 2880,
    description: 'How long after its end a period waits for usage that is on its way; 60 when absent.',
    example: 60,
    optional: true,
  })
  grace_minutes?: number;

  @AmountField({
    description:
      'When what was used of it and is not billed yet costs so much, before discount and tax, an invoice is made at ' +
      "once; only at the period's end when absent.",
    example: '50.000',
    optional: true,
  })
  threshold?: string;
}
