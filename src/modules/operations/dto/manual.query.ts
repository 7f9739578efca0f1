import { QueryIntegerField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

/** Fewer entries than elsewhere: each brings all its evidence. */
export class ManualQuery extends PageQuery {
  @QueryIntegerField({ min: 1, max: 20, description: 'Entries a page.', example: 10, optional: true })
  override limit = 10;
}
