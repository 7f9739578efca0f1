import { QueryIntegerField } from '../../../platform/http/fields.js';

export class LimitQuery {
  @QueryIntegerField({ min: 1, max: 100, description: 'Entries of each kind.', example: 20, optional: true })
  limit = 20;
}
