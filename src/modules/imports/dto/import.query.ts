import { ChoiceField, QueryIntegerField } from '../../../platform/http/fields.js';
import { IMPORT_KINDS, type ImportKind } from '../import.entity.js';

export class ImportQuery {
  @ChoiceField(IMPORT_KINDS, { description: 'What the lines are.', example: 'customers' })
  kind: ImportKind;

  @ChoiceField(['true', 'false'], {
    description:
      'true: everything is checked and nothing written. Two lines of a long file with one agreement_id or ottu_customer_id are found by the real run only: nothing was written by which the second could be known.',
    example: 'false',
    optional: true,
  })
  dry_run: 'true' | 'false' = 'false';
}

export class ImportErrorsQuery {
  @QueryIntegerField({ min: 0, max: 100_000_000, description: 'Lines behind this one.', optional: true })
  after = 0;

  @QueryIntegerField({ min: 1, max: 1000, description: 'Lines a page.', example: 100, optional: true })
  limit = 100;
}

export class ExportQuery {
  @ChoiceField(IMPORT_KINDS, { description: 'What is exported.', example: 'customers' })
  kind: ImportKind;

  @ChoiceField(['csv', 'jsonl'], { description: 'As which file.', example: 'csv', optional: true })
  format: 'csv' | 'jsonl' = 'csv';
}
