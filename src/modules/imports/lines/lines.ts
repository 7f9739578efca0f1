import { CountryField, TaxNumberField } from '../../../platform/http/billing-fields.js';
import {
  BooleanField,
  ChoiceField,
  EmailField,
  MetadataField,
  PhoneField,
  TextField,
  TimeZoneField,
} from '../../../platform/http/fields.js';
import type { ImportKind } from '../import.entity.js';
import { BooleanFromText, ExternalIdField } from './line-fields.js';
import { SubscriptionLine } from './subscription-line.js';

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
    'agreement_fixed_amount',
    'agreement_max_amount',
    'agreement_frequency',
    'agreement_interval_days',
    'end_after_periods',
    'minimum_periods',
    'cancel_at_period_end',
  ],
};

/** What an export tells besides, in the place of a card's token. An import passes over it: a file can be sent back. */
export const SHOWN: Record<ImportKind, readonly string[]> = {
  customers: [],
  cards: ['brand', 'last_four', 'expiry_month', 'expiry_year', 'status'],
  subscriptions: ['status'],
};
