import { Transform } from 'class-transformer';
import { CountryField, LocalDateField, TaxNumberField } from '../../../platform/http/billing-fields.js';
import {
  BooleanField,
  ChoiceField,
  EmailField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  MetadataField,
  PhoneField,
  TextField,
  TimeZoneField,
} from '../../../platform/http/fields.js';
import type { ImportKind } from '../import.entity.js';
import { BooleanFromText, ExternalIdField, NumberFromText } from './line-fields.js';

export class CustomerLine {
  @ExternalIdField({ description: 'What you call this customer.' })
  external_id: string;

  @TextField({ description: 'Name.', optional: true })
  name?: string;

  @EmailField({ description: 'E-mail address.', optional: true })
  email?: string;

  @PhoneField({ description: 'Telephone number.', optional: true })
  phone?: string;

  @ChoiceField(['en', 'ar'], { description: 'Of pages and invoices.', optional: true })
  language?: 'en' | 'ar';

  @TimeZoneField({ description: 'Whose calendar counts.', optional: true })
  time_zone?: string;

  @CountryField({ description: 'Whose tax the customer pays.', optional: true })
  country?: string;

  @BooleanFromText()
  @BooleanField({ description: 'The customer pays no tax; false when absent.', optional: true })
  tax_exempt?: boolean;

  @TaxNumberField({ description: 'As it stands on invoices.', optional: true })
  tax_number?: string;

  @TextField({ max: 400, description: 'As it stands on invoices, in lines.', optional: true })
  address?: string;

  /** What Ottu takes: with a longer one every charge of the customer would be refused. */
  @ExternalIdField({ max: 64, description: 'Under which customer_id Ottu keeps the cards.', optional: true })
  ottu_customer_id?: string;

  @MetadataField()
  metadata?: Record<string, string>;
}

export class CardLine {
  @ExternalIdField({ description: 'What you call this card.' })
  external_id: string;

  @ExternalIdField({ description: 'The external id of its customer.' })
  customer: string;

  @ExternalIdField({ description: 'The token of the card at Ottu.' })
  token: string;
}

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

  @MetadataField()
  metadata?: Record<string, string>;
}

export interface LineOf {
  customers: CustomerLine;
  cards: CardLine;
  subscriptions: SubscriptionLine;
}

export const LINE_CLASSES: { [K in ImportKind]: new () => LineOf[K] } = {
  customers: CustomerLine,
  cards: CardLine,
  subscriptions: SubscriptionLine,
};

/** In the order of an export's columns. What no CSV can say (metadata) is for JSON lines. */
export const COLUMNS: Record<ImportKind, readonly string[]> = {
  customers: [
    'external_id',
    'name',
    'email',
    'phone',
    'language',
    'time_zone',
    'country',
    'tax_exempt',
    'tax_number',
    'address',
    'ottu_customer_id',
  ],
  cards: ['external_id', 'customer', 'token'],
  subscriptions: [
    'external_id',
    'customer',
    'card',
    'price',
    'quantity',
    'items',
    'next_billing_at',
    'time_zone',
    'anchor_day',
    'agreement_id',
    'agreement_started_on',
    'agreement_expires_on',
    'agreement_payments',
    'agreement_payments_made',
  ],
};

/** What an export tells besides, in the place of a card's token. An import passes over it: a file can be sent back. */
export const SHOWN: Record<ImportKind, readonly string[]> = {
  customers: [],
  cards: ['brand', 'last_four', 'expiry_month', 'expiry_year', 'status'],
  subscriptions: ['status'],
};
