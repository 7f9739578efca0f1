import { Transform } from 'class-transformer';
import { AGREEMENT_FREQUENCIES, type AgreementFrequency } from '../../../domain/calendar/interval.js';
import { LocalDateField } from '../../../platform/http/billing-fields.js';
import {
  BooleanField,
  ChoiceField,
  DecimalField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  MetadataField,
  TimeZoneField,
} from '../../../platform/http/fields.js';
import { BooleanFromText, ExternalIdField, NumberFromText } from './line-fields.js';

export class OrderItem {
  @IdField('price', { description: 'What is sold.' })
  price: string;

  @IntegerField({ min: 1, max: 1_000_000, description: 'How many; 1 when absent.', optional: true })
  quantity?: number;
}

/** In a CSV file a list is a text: "price_…:5;price_…". */
function ItemsFromText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(';').map((text) => itemOf(text.trim())) : value,
  );
}

/** What cannot be read is left as it is, for the checks to tell. */
function itemOf(text: string): OrderItem {
  const [price, quantity] = text.split(/:(.*)/s).map((part) => part.trim());
  if (quantity === undefined) return Object.assign(new OrderItem(), { price });
  const count = /^\d{1,9}$/.test(quantity) ? Number(quantity) : quantity;
  return Object.assign(new OrderItem(), { price, quantity: count });
}

export class SubscriptionLine {
  @ExternalIdField({ description: 'What you call this subscription.' })
  external_id: string;

  @ExternalIdField({ description: 'The external id of its customer.' })
  customer: string;

  @ExternalIdField({ description: 'The external id of its card.' })
  card: string;

  @IdField('price', { description: 'What is sold, where it is one price.', optional: true })
  price?: string;

  @NumberFromText()
  @IntegerField({ min: 1, max: 1_000_000, description: 'How many; 1 when absent.', optional: true })
  quantity?: number;

  @ItemsFromText()
  @ListField(() => OrderItem, {
    min: 1,
    max: 20,
    description: 'What is sold, where it is several prices; in CSV as price:quantity;price:quantity.',
    optional: true,
  })
  items?: OrderItem[];

  @InstantField({ description: 'When it is billed next; not before, and not earlier than now.' })
  next_billing_at: string;

  @TimeZoneField({
    description: "Whose calendar counts the periods; the customer's when absent.",
    optional: true,
  })
  time_zone?: string;

  @NumberFromText()
  @IntegerField({
    min: 1,
    max: 31,
    description:
      "Wanted day of the month, of periods of months or years: the next billing's day, or a later one where that month is too short for it. The next billing's when absent.",
    optional: true,
  })
  anchor_day?: number;

  @ExternalIdField({ description: 'The id of the agreement at Ottu, bound to the card.' })
  agreement_id: string;

  @LocalDateField({ description: 'When the customer agreed.' })
  agreement_started_on: string;

  @LocalDateField({ description: 'When the agreement ends.' })
  agreement_expires_on: string;

  @NumberFromText()
  @IntegerField({ min: 1, max: 999, description: 'To how many payments; 999 when absent.', optional: true })
  agreement_payments?: number;

  @NumberFromText()
  @IntegerField({
    min: 0,
    max: 998,
    description: 'How many of them were made; 0 when absent.',
    optional: true,
  })
  agreement_payments_made?: number;

  @DecimalField({
    description: 'The one amount to which the customer agreed; payments may differ when absent.',
    optional: true,
  })
  agreement_fixed_amount?: string;

  @DecimalField({
    description: 'The most that the customer agreed to for one payment; no limit when absent.',
    optional: true,
  })
  agreement_max_amount?: string;

  @ChoiceField(AGREEMENT_FREQUENCIES, {
    description: "How often was agreed; as the price's interval is called when absent.",
    optional: true,
  })
  agreement_frequency?: AgreementFrequency;

  @NumberFromText()
  @IntegerField({
    min: 1,
    max: 366,
    description: 'How many days payments have to be apart at least; as for new subscriptions when absent.',
    optional: true,
  })
  agreement_interval_days?: number;

  @NumberFromText()
  @IntegerField({
    min: 1,
    max: 999,
    description: 'After how many periods it ends, counted from the next billing; never when absent.',
    optional: true,
  })
  end_after_periods?: number;

  @NumberFromText()
  @IntegerField({
    min: 0,
    max: 120,
    description: 'For how many periods from the next billing on the customer is bound; none when absent.',
    optional: true,
  })
  minimum_periods?: number;

  @BooleanFromText()
  @BooleanField({ description: 'It ends at its next billing, which does not come.', optional: true })
  cancel_at_period_end?: boolean;

  @MetadataField()
  metadata?: Record<string, string>;
}
