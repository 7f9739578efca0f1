import { STUB_POLICIES, type StubPolicy } from '../../../domain/subscription/stub-policy.js';
import { MOST_TRIAL_DAYS } from '../../../domain/subscription/trial.js';
import { REVIEW_HOURS } from '../../../domain/invoice/review-time.js';
import { EXAMPLE } from '../../../platform/http/examples.js';
import { TextListField } from '../../../platform/http/billing-fields.js';
import {
  AmountField,
  ChoiceField,
  IdField,
  IntegerField,
  ListField,
  MetadataField,
  TimeZoneField,
  UrlField,
} from '../../../platform/http/fields.js';
import { ObjectField } from '../../../platform/http/nested-fields.js';

export class CreateSubscriptionItem {
  @IdField('price', { description: 'What is sold.', example: EXAMPLE.price })
  price: string;

  @IntegerField({
    min: 1,
    max: 1_000_000,
    description: 'How many of it; 1 when absent.',
    example: 1,
    optional: true,
  })
  quantity?: number;
}

export class PhaseItem extends CreateSubscriptionItem {}

export class SubscriptionPhase {
  @ListField(() => PhaseItem, {
    min: 1,
    max: 20,
    description: 'What is billed in it; the same currency and interval as before.',
  })
  items: PhaseItem[];

  @IntegerField({
    min: 1,
    max: 120,
    description:
      'How many whole periods come before it, counted from the first. A trial is none, nor are the days until an anchor.',
    example: 3,
  })
  after_periods: number;
}

export class SubscriptionAnchor {
  @IntegerField({
    min: 1,
    max: 31,
    description: 'The day of the month on which it renews; in a shorter month its last day.',
    example: 1,
    optional: true,
  })
  day_of_month?: number;

  @IdField('subscription', {
    description: 'Renew together with this subscription of the same customer and interval.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  align_to?: string;

  @ChoiceField(STUB_POLICIES, {
    description:
      'What the time until then costs: its days, nothing, or a whole period; as its plan says when absent.',
    example: 'prorated',
    optional: true,
  })
  stub?: StubPolicy;
}

export class CreateSubscriptionRequest {
  @IdField('customer', { description: 'Who pays.', example: EXAMPLE.customer })
  customer: string;

  @ListField(() => CreateSubscriptionItem, {
    min: 1,
    max: 20,
    description: 'Prices with quantities; all of one currency and interval.',
  })
  items: CreateSubscriptionItem[];

  @IntegerField({
    min: 0,
    max: MOST_TRIAL_DAYS,
    description: "Days before the first payment; the plan's when absent.",
    example: 0,
    optional: true,
  })
  trial_days?: number;

  @ChoiceField(['cancel', 'pause', 'charge'], {
    description:
      'A trial that begins at once, without a card, and what its end means if there is still none: cancel, pause, or bill it and ask for payment. A card is asked for first when absent.',
    example: 'cancel',
    optional: true,
  })
  trial_without_card?: 'cancel' | 'pause' | 'charge';

  @ObjectField(() => SubscriptionAnchor, {
    description: 'From when its periods are counted; from now when absent.',
    optional: true,
  })
  anchor?: SubscriptionAnchor;

  @ListField(() => SubscriptionPhase, {
    min: 1,
    max: 12,
    description: 'What it changes to later by itself, in order; `items` are the first phase.',
    optional: true,
  })
  phases?: SubscriptionPhase[];

  @IntegerField({
    min: 1,
    max: 999,
    description:
      'After how many whole periods it ends, not counting a trial or the days until an anchor; never when absent.',
    example: 12,
    optional: true,
  })
  end_after_periods?: number;

  @IntegerField({
    min: 0,
    max: 120,
    description:
      'For how many whole periods the customer is bound and cannot cancel, besides a trial or the days until an anchor; ' +
      'the longest minimum among the plans when absent, 0 for none.',
    example: 12,
    optional: true,
  })
  minimum_periods?: number;

  @TimeZoneField({
    description: "Whose calendar counts the periods; the customer's when absent.",
    example: 'Asia/Kuwait',
    optional: true,
  })
  time_zone?: string;

  @UrlField({
    description: 'Where the customer goes after the hosted page.',
    example: 'http://127.0.0.1:3000/health/live',
    optional: true,
  })
  return_url?: string;

  @IntegerField({
    min: 1,
    max: 7305,
    description: 'For how many days the customer agrees to payments; as long as possible when absent.',
    example: 365,
    optional: true,
  })
  agreement_days?: number;

  @IntegerField({
    min: 1,
    max: 999,
    description: 'To how many payments the customer agrees; to as many as possible when absent.',
    example: 12,
    optional: true,
  })
  agreement_payments?: number;

  @AmountField({
    description:
      'The most that the customer agrees to for one payment; at least what a period costs, with tax. Several payments ' +
      'in one period, of invoices by hand or of usage thresholds, are each held against it.',
    example: '20.000',
    optional: true,
  })
  agreement_max_amount?: string;

  @ChoiceField(['variable', 'fixed'], {
    description:
      'Whether the customer agrees to exactly this amount, or to one that may change (default). Not fixed where payments differ: with usage, one-off prices, prices in arrears, coupons, phases that cost something else, or a prorated time until the anchor. Their balance then pays all of an invoice or nothing of it.',
    example: 'variable',
    optional: true,
  })
  agreement_amount?: 'variable' | 'fixed';

  @TextListField({
    most: 10,
    max: 40,
    description: 'Codes of coupons, in the order in which they apply.',
    example: ['RAMADAN25'],
    optional: true,
  })
  coupons?: string[];

  @IntegerField({
    ...REVIEW_HOURS,
    description:
      'For how long the invoice of a period stays a draft that can be changed; as its plans say when absent.',
    example: 24,
    optional: true,
  })
  invoice_review_hours?: number;

  @AmountField({
    description:
      'When all usage that is not billed yet costs so much, before discount and tax, an invoice is made at once; ' +
      "only at the period's end when absent.",
    example: '50.000',
    optional: true,
  })
  usage_threshold?: string;

  @MetadataField()
  metadata?: Record<string, string>;
}
