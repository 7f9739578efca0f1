import { ChoiceField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export const SHOWN_HOLDS = ['open', 'all'] as const;

export class HoldQuery extends PageQuery {
  @ChoiceField(SHOWN_HOLDS, {
    description: 'Those that wait for a person, or all.',
    example: 'open',
    optional: true,
  })
  show: (typeof SHOWN_HOLDS)[number] = 'open';
}
