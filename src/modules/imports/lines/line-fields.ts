import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { field, type FieldOptions, rule } from '../../../platform/http/field.js';

export function ExternalIdField(options: FieldOptions & { max?: number }): PropertyDecorator {
  const max = options.max ?? 128;
  return field(
    options,
    { type: String, maxLength: max },
    rule(
      'isExternalId',
      `must be a text of 1 to ${max} visible characters`,
      (v) => typeof v === 'string' && v.length <= max && /^[\x21-\x7e]+$/.test(v),
    ),
  );
}

/** In a CSV file a number is a text. */
export function NumberFromText(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    ),
  );
}

export function BooleanFromText(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
  );
}
