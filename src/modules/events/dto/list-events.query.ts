import { EVENT_TYPES } from '../../../domain/timeline/describe-event.js';
import { ChoiceField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListEventsQuery extends PageQuery {
  @ChoiceField(EVENT_TYPES, { description: 'Only events of this type.', optional: true })
  type?: string;
}
