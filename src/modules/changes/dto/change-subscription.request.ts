import { PRORATION_UNITS } from '../../../domain/proration/share.js';
import { EXAMPLE } from '../../../platform/http/examples.js';
import {
  BooleanField,
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
} from '../../../platform/http/fields.js';

export class ChangeItem {
  @IdField('item', {
    description: 'An item that is there; absent to add one.',
    example: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  item?: string;

  @IdField('price', {
    description: 'What is sold from now on, also of another plan; the same as before when absent.',
    example: EXAMPLE.price,
    optional: true,
  })
  price?: string;

  @IntegerField({
    min: 1,
    max: 1_000_000,
    description: 'How many; as before when absent, and 1 of what is new.',
    example: 5,
    optional: true,
  })
  quantity?: number;

  @BooleanField({ description: 'The item goes.', example: false, optional: true })
  remove?: boolean;
}

export class ChangeSubscriptionRequest {
  @ListField(() => ChangeItem, {
    min: 1,
    max: 20,
    description: 'What becomes different; items that are not named stay as they are.',
  })
  items: ChangeItem[];

  @ChoiceField(['now', 'period_end', 'date', 'after_periods'], {
    description: 'When it takes effect; now when absent.',
    example: 'now',
    optional: true,
  })
  when?: 'now' | 'period_end' | 'date' | 'after_periods';

  @InstantField({
    description:
      'With "date": when, at most 50 years ahead. Within a period it is shared then, as a change of now would be, with what was paid by then.',
    example: '2027-03-10T09:00:00Z',
    optional: true,
  })
  at?: string;

  @IntegerField({
    min: 1,
    max: 120,
    description:
      'With "after_periods": after how many, the running one counted, also where it is a trial or the days until an ' +
      'anchor; 1 is the end of the period.',
    example: 3,
    optional: true,
  })
  after_periods?: number;

  @ChoiceField([...PRORATION_UNITS, 'next_invoice', 'none'], {
    description:
      'How the running period is shared between before and after: by days (default), by seconds, by days with the next invoice instead of one at once, or not at all.',
    example: 'day',
    optional: true,
  })
  proration?: 'day' | 'second' | 'next_invoice' | 'none';

  @ChoiceField(['refuse', 'request'], {
    description:
      'What becomes of a change beyond what the customer agreed to: it is refused (default), or planned while the customer is asked. With "now" it is made as soon as they agree, shared within the period as of that moment; without their consent it is dropped at the end of the period.',
    example: 'request',
    optional: true,
  })
  consent?: 'refuse' | 'request';
}
