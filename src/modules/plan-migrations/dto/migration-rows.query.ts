import { EXAMPLE } from '../../../platform/http/examples.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';
import { ROW_STATES } from '../plan-migration-row.entity.js';

export class MigrationRowsQuery extends PageQuery {
  @ChoiceField(ROW_STATES, {
    description: 'Only those of which this became.',
    example: 'refused',
    optional: true,
  })
  state?: (typeof ROW_STATES)[number];

  @IdField('subscription', {
    description: 'Only this subscription.',
    example: EXAMPLE.subscription,
    optional: true,
  })
  subscription?: string;
}
