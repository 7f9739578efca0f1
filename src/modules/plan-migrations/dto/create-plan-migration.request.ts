import { PRORATION_UNITS } from '../../../domain/proration/share.js';
import { IdListField } from '../../../platform/http/billing-fields.js';
import { EXAMPLE } from '../../../platform/http/examples.js';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  ListField,
} from '../../../platform/http/fields.js';

export class MigratedPrice {
  @IdField('price', { description: 'A price of this plan that is left.', example: EXAMPLE.price })
  from: string;

  @IdField('price', {
    description: 'What comes in its place: a price that is sold, in the same currency.',
    example: 'price_01jd0z2m3n4p5q6r7s8t9v0w2x',
  })
  to: string;
}

export class CreatePlanMigrationRequest {
  @IntegerField({
    min: 2,
    max: 100,
    description:
      'The version that is sold: every subscription on an older one moves to it. Of each price its counterpart is the one that is paid alike (currency, interval, in advance or in arrears, usage), by nickname or model where several are. Either this or `prices`.',
    example: 2,
    optional: true,
  })
  to_version?: number;

  @ListField(() => MigratedPrice, {
    min: 1,
    max: 50,
    description: 'Which price comes in the place of which. Either this or `to_version`.',
    optional: true,
  })
  prices?: MigratedPrice[];

  @IdField('price', {
    description: 'With `to_version`: only subscriptions that have this price, and only it.',
    example: EXAMPLE.price,
    optional: true,
  })
  from_price?: string;

  @IdListField('subscription', {
    description: 'Only these subscriptions.',
    example: [EXAMPLE.subscription],
    most: 10_000,
    optional: true,
  })
  subscriptions?: string[];

  @ChoiceField(['now', 'period_end'], {
    description: 'When each is changed: as soon as the clock gets to it, or where its running period ends.',
    example: 'period_end',
  })
  when: 'now' | 'period_end';

  @ChoiceField([...PRORATION_UNITS, 'none'], {
    description:
      'With `now`, how the running period is shared between before and after: by days (default), by seconds, or not at all.',
    example: 'day',
    optional: true,
  })
  proration?: 'day' | 'second' | 'none';

  @ChoiceField(['refuse', 'request'], {
    description:
      'With `period_end`, what becomes of those who would go beyond what their customer agreed to: refused (default), or planned while the customer is asked; without consent the change is dropped when its time comes.',
    example: 'request',
    optional: true,
  })
  consent?: 'refuse' | 'request';

  @BooleanField({
    description: 'Everything is decided and listed, and nothing is done.',
    example: true,
  })
  dry_run: boolean;
}
