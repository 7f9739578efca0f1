import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';

export { ExternalIdField } from '../../../platform/http/external-id-field.js';

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
