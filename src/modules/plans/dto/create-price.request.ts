import { INTERVAL_UNITS, type IntervalUnit } from '../../../domain/calendar/interval.js';
import {
  AmountField,
  ChoiceField,
  CurrencyField,
  IntegerField,
  MetadataField,
  TextField,
} from '../../../platform/http/fields.js';

export class CreatePriceRequest {
  @CurrencyField({ description: 'What it is paid in.', example: 'KWD' })
  currency: string;

  @AmountField({ description: 'For one period, with at most the digits of the currency.', example: '9.500' })
  amount: string;

  @ChoiceField(INTERVAL_UNITS, { description: 'What a period is counted in.', example: 'month' })
  interval: IntervalUnit;

  @IntegerField({
    min: 1,
    max: 366,
    description: 'How many of it make a period, a year at most; 1 when absent.',
    example: 1,
    optional: true,
  })
  interval_count?: number;

  @TextField({ max: 200, description: 'For you only.', example: 'Monthly', nullable: true })
  nickname?: string | null;

  @MetadataField()
  metadata?: Record<string, string>;
}
