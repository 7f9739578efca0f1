import {
  AmountField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  TextField,
} from '../../../platform/http/fields.js';

export const MOST_RECORDS = 1000;

export class RecordUsageRequest {
  @IdField('item', {
    description:
      'The metered item of the subscription. One that a change took away still takes what was used before it went.',
    example: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  item: string;

  @IntegerField({
    min: 0,
    max: 1_000_000_000,
    description:
      'How much was used. 0 where the price takes the last or the greatest of a period, and not where it adds up.',
    example: 120,
  })
  quantity: number;

  @TextField({
    max: 100,
    description: 'Your own name for this usage. Sent again with the same key it is counted once.',
    example: 'job-2027-01-31-0001',
  })
  key: string;

  @InstantField({
    description: 'When it was used; now when absent. Neither in the future nor longer ago than 35 days.',
    example: '2027-01-31T09:00:00Z',
    optional: true,
  })
  timestamp?: string;
}

export class RecordUsageBatchRequest {
  @ListField(() => RecordUsageRequest, {
    min: 1,
    max: MOST_RECORDS,
    description: 'All of them are recorded, or none.',
  })
  records: RecordUsageRequest[];
}

export class SetThresholdRequest {
  @AmountField({
    description:
      'From how much unbilled usage on, before discount and tax, an invoice is made at once; null for never.',
    example: '50.000',
    nullable: true,
    given: true,
  })
  amount: string | null;
}
