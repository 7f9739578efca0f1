import { IntegerField, ListField } from '../../../platform/http/fields.js';
import { PhaseItem } from '../../subscriptions/index.js';

export class ComingPhase {
  @ListField(() => PhaseItem, {
    min: 1,
    max: 20,
    description: 'All that is billed in it; the same currency and interval as now.',
  })
  items: PhaseItem[];

  @IntegerField({
    min: 1,
    max: 120,
    description:
      'After how many whole periods it begins, the running one counted; more than the phase before. A trial is none, nor ' +
      'are the days until an anchor or the rest of a period after a pause.',
    example: 3,
  })
  after_periods: number;
}

export class ReplacePhasesRequest {
  @ListField(() => ComingPhase, {
    min: 0,
    max: 12,
    description:
      'Every phase that is to come, in order, instead of those that are planned; none to plan no more.',
  })
  phases: ComingPhase[];
}
