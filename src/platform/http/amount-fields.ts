import { Matches } from 'class-validator';
import { field, type FieldOptions } from './field.js';

/** What one unit costs, which may be finer than any coin: up to nine digits after the point, in any currency. */
export function UnitAmountField(options: FieldOptions): PropertyDecorator {
  const message =
    'must be a decimal text that is not negative, with at most 9 digits after the point, such as "0.0015"';
  return field(options, { type: String }, Matches(/^(0|[1-9]\d{0,11})(\.\d{1,9})?$/, { message }));
}
