import { INTERVAL_UNITS, type IntervalUnit } from '../../../domain/calendar/interval.js';
import { PRICE_MODELS, type PriceModelKind } from '../../../domain/pricing/price-model.js';
import { MOST_TIERS } from '../../../domain/pricing/tiers.js';
import { UnitAmountField } from '../../../platform/http/amount-fields.js';
import {
  AmountField,
  ChoiceField,
  CurrencyField,
  IntegerField,
  ListField,
  MetadataField,
  TextField,
} from '../../../platform/http/fields.js';
import { ObjectField } from '../../../platform/http/nested-fields.js';
import { TierRequest, UsageRequest } from './price-terms.request.js';

export class CreatePriceRequest {
  @CurrencyField({ description: 'What it is paid in.', example: 'KWD' })
  currency: string;

  @ChoiceField(PRICE_MODELS, {
    description: 'How a quantity becomes an amount; per_unit when absent.',
    example: 'per_unit',
    optional: true,
  })
  model?: PriceModelKind;

  @AmountField({
    description:
      'Of one unit, one package, or flat; with at most the digits of the currency. Not of tiered prices.',
    example: '9.500',
    optional: true,
  })
  amount?: string;

  @UnitAmountField({
    description: 'Instead of amount, of one unit: with up to nine digits after the point.',
    example: '0.0015',
    optional: true,
  })
  unit_amount?: string;

  @IntegerField({
    min: 1,
    max: 1_000_000_000,
    description: 'Of model package: how many units are in one; a package that is begun is owed.',
    example: 100,
    optional: true,
  })
  package_size?: number;

  @ListField(() => TierRequest, {
    min: 1,
    max: MOST_TIERS,
    description: 'Of models graduated and volume: rising, without gap or overlap, the last without end.',
    optional: true,
  })
  tiers?: TierRequest[];

  @ChoiceField(['recurring', 'one_off'], {
    description: 'Paid every period (when absent), or once with the first invoice, such as a setup fee.',
    example: 'recurring',
    optional: true,
  })
  type?: 'recurring' | 'one_off';

  @ChoiceField(INTERVAL_UNITS, {
    description: 'What a period is counted in. Required of recurring prices.',
    example: 'month',
    optional: true,
  })
  interval?: IntervalUnit;

  @IntegerField({
    min: 1,
    max: 366,
    description: 'How many of it make a period, a year at most; 1 when absent.',
    example: 1,
    optional: true,
  })
  interval_count?: number;

  @ChoiceField(['in_advance', 'in_arrears'], {
    description: 'Billed as its period begins (when absent) or when it is over. Usage is always in arrears.',
    example: 'in_advance',
    optional: true,
  })
  billing?: 'in_advance' | 'in_arrears';

  @ObjectField(() => UsageRequest, {
    description: 'Makes it a metered price: its quantity is what was used in a period.',
    optional: true,
  })
  usage?: UsageRequest;

  @TextField({ max: 200, description: 'For you only.', example: 'Monthly', nullable: true })
  nickname?: string | null;

  @MetadataField()
  metadata?: Record<string, string>;
}
