import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { PageResponse } from './page.js';

/** Documents a list answer whose entries are of the given type. */
export function ApiPage(entry: Type): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(PageResponse, entry),
    ApiOkResponse({
      schema: {
        allOf: [
          { $ref: getSchemaPath(PageResponse) },
          { properties: { data: { type: 'array', items: { $ref: getSchemaPath(entry) } } } },
        ],
      },
    }),
  );
}

/** Every POST of a merchant takes it; uploads of files do not. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  example: '2c1c4d0e-7a55-4c1b-9a0e-3f1f6c8f0a11',
  description:
    '1 to 255 visible ASCII characters, such as a UUID; the same key and body get the same answer.',
};

export function ApiIdempotencyKey(required: boolean): MethodDecorator {
  return ApiHeader({ ...IDEMPOTENCY_KEY, required });
}
