import { DIFFERENCE_TYPES, type DifferenceType } from '../../../domain/day-report/classify-difference.js';
import { DIFFERENCE_STATES, type DifferenceState } from '../../../domain/day-report/difference-states.js';
import { LocalDateField } from '../../../platform/http/billing-fields.js';
import { ChoiceField, TextField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class DifferencesQuery extends PageQuery {
  @LocalDateField({ description: 'Of this UTC day.', example: '2027-01-31', optional: true })
  day?: string;

  @ChoiceField(DIFFERENCE_TYPES, { description: 'Only these.', example: 'amount', optional: true })
  type?: DifferenceType;

  @ChoiceField(DIFFERENCE_STATES, { description: 'Only these.', example: 'open', optional: true })
  status?: DifferenceState;

  @TextField({ max: 100, description: 'Looked after by.', example: 'Noura Alsabah', optional: true })
  owner?: string;
}
