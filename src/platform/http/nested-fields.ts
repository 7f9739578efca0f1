import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { field, type FieldOptions, rule } from './field.js';

/** Words of request bodies for lists of plain values, and for objects inside. */
export function IntegerListField(
  options: FieldOptions & { most: number; min: number; max: number },
): PropertyDecorator {
  const { most, min, max } = options;
  return field(
    options,
    { type: 'array', items: { type: 'integer', minimum: min, maximum: max }, maxItems: most },
    rule(
      'isIntegerList',
      `must be a list of at most ${most} whole numbers from ${min} to ${max}`,
      (value) =>
        Array.isArray(value) &&
        value.length <= most &&
        value.every((one) => Number.isInteger(one) && one >= min && one <= max),
    ),
  );
}

export function ChoiceListField(
  choices: readonly string[],
  options: FieldOptions & { most: number },
): PropertyDecorator {
  const { most } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string', enum: [...choices] }, minItems: 1, maxItems: most },
    rule(
      'isChoiceList',
      `must be a list of 1 to ${most} of: ${choices.join(', ')}; each at most once`,
      (value) =>
        Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= most &&
        new Set(value).size === value.length &&
        value.every((one) => choices.includes(one as string)),
    ),
  );
}

export function ObjectField(type: () => new () => object, options: FieldOptions): PropertyDecorator {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return field(
    options,
    { type: () => type() },
    rule('isObject', 'must be an object', isObject),
    ValidateNested({ message: 'must be an object' }),
    Type(type),
  );
}
