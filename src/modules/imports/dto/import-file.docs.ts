import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { IMPORT_KINDS } from '../import.entity.js';
import { COLUMNS, LINE_CLASSES } from '../lines/lines.js';

const LINES = IMPORT_KINDS.map((kind) => LINE_CLASSES[kind]);

const columns = IMPORT_KINDS.map(
  (kind) => `- ${kind}: ${COLUMNS[kind].map((name) => `\`${name}\``).join(', ')}`,
);

/** The body is a file, which no DTO describes: lines of JSON, or CSV with a line of names first. */
export function ApiImportFile(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(...LINES),
    ApiOperation({
      summary: 'Takes customers, cards or subscriptions over from another system; the file is the body.',
      description:
        'Sent again it does no harm: what is known by its `external_id` stays as it is. A line fails alone. Customers ' +
        'come first, then their cards, then their subscriptions. The columns of a CSV file, in any order:\n\n' +
        `${columns.join('\n')}\n\nMetadata, and items as a list, are for JSON lines. docs/imports.md has examples.`,
      requestBody: {
        required: true,
        content: {
          'application/x-ndjson': {
            schema: {
              description: 'A line of JSON for each; of the kind that the query names.',
              oneOf: LINES.map((line) => ({ $ref: getSchemaPath(line) })),
            },
          },
          'text/csv': {
            schema: { type: 'string' },
            example: 'external_id,name,email,ottu_customer_id\nC-1,Noura,noura@example.com,legacy-1\n',
          },
        },
      },
    }),
  );
}
