import { WEEKDAYS } from '../../../domain/calendar/weekend.js';
import {
  FINAL_ACTIONS,
  type FinalAction,
  MAX_DUNNING_DAYS,
  MAX_RETRIES,
  MAX_WEEKEND_DAYS,
} from '../../../domain/dunning/ladder.js';
import { BooleanField, ChoiceField, IntegerField, TextField } from '../../../platform/http/fields.js';
import { ChoiceListField, IntegerListField, ObjectField } from '../../../platform/http/nested-fields.js';

/** Each names a template of yours; null: no such mail; absent: as by default. */
export class MailsRequest {
  @TextField({
    max: 60,
    description: 'After the first decline.',
    example: 'payment_declined',
    nullable: true,
  })
  declined?: string | null;

  @TextField({
    max: 60,
    description: 'After each retry that was declined.',
    example: 'payment_declined_again',
    nullable: true,
  })
  declined_again?: string | null;

  @TextField({
    max: 60,
    description: 'Instead of either, when trying this card again is of no use.',
    example: 'new_card_needed',
    nullable: true,
  })
  new_card_needed?: string | null;

  @TextField({ max: 60, description: 'Before the final action.', example: 'final_notice', nullable: true })
  before_final?: string | null;

  @IntegerField({
    min: 1,
    max: MAX_DUNNING_DAYS,
    description: 'So many days before it; 2 when absent.',
    example: 2,
    optional: true,
  })
  before_final_days?: number;
}

/** What one version of a policy says. */
export class PolicyTermsRequest {
  @IntegerListField({
    most: MAX_RETRIES,
    min: 1,
    max: MAX_DUNNING_DAYS,
    description: 'Days after the first decline, rising. An empty list: no retries.',
    example: [1, 3, 7, 14],
  })
  retry_days: number[];

  @IntegerField({
    min: 0,
    max: MAX_DUNNING_DAYS,
    description: 'Until this day the customer keeps access.',
    example: 10,
  })
  grace_days: number;

  @IntegerField({
    min: 1,
    max: MAX_DUNNING_DAYS,
    description: 'The day of the final action.',
    example: 21,
  })
  final_day: number;

  @ChoiceField(FINAL_ACTIONS, {
    description: 'What happens to the subscription when nothing was paid.',
    example: 'cancel',
  })
  final_action: FinalAction;

  @IntegerField({
    min: 0,
    max: 23,
    description: "The customer's local hour of retries; absent or null: the hour of the first decline.",
    example: 10,
    nullable: true,
  })
  local_hour?: number | null;

  @BooleanField({
    description: 'A retry that falls on a weekend moves to the next business day.',
    example: true,
    optional: true,
  })
  business_days_only?: boolean;

  @ChoiceListField(WEEKDAYS, {
    most: MAX_WEEKEND_DAYS,
    description:
      "The days that are no business days; absent or null: those on which banks of the customer's time zone rest.",
    example: ['friday', 'saturday'],
    nullable: true,
  })
  weekend?: string[] | null;

  @ObjectField(() => MailsRequest, {
    description: 'What is written to the customer, as events of the type dunning.mail_due.',
    optional: true,
  })
  mails?: MailsRequest;
}
