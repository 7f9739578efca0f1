import { DAY_STATES, type DayState } from '../../../domain/day-report/day-states.js';
import { ChoiceField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class DaysQuery extends PageQuery {
  @ChoiceField(DAY_STATES, { description: 'Only these.', example: 'differences', optional: true })
  status?: DayState;
}
