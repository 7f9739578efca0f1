import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { Temporal } from '../../../domain/kernel/temporal.js';
import { field, type FieldOptions, rule } from '../../../platform/http/field.js';

export function ExternalIdField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, maxLength: 128 },
    rule(
      'isExternalId',
      'must be a text of 1 to 128 visible characters',
      (v) => typeof v === 'string' && /^[\x21-\x7e]{1,128}$/.test(v),
    ),
  );
}

export function LocalDateField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date' },
    rule('isLocalDate', 'must be a date such as 2027-01-31', (v) => typeof v === 'string' && isDate(v)),
  );
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/** In a CSV file a number is a text. */
export function NumberFromText(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    ),
  );
}
