import { EXAMPLE } from '../../../platform/http/examples.js';
import { IdField, IntegerField, ListField } from '../../../platform/http/fields.js';

export class ComingPhaseItem {
  @IdField('price', { description: 'What is sold in it.', example: EXAMPLE.price })
  price: string;

  @IntegerField({
    min: 1,
    max: 1_000_000,
    description: 'How many of it; 1 when absent.',
    example: 1,
    optional: true,
  })
  quantity?: number;
}

export class ComingPhase {
  @ListField(() => ComingPhaseItem, {
    min: 1,
    max: 20,
    description: 'All that is billed in it; the same currency and interval as now.',
  })
  items: ComingPhaseItem[];

  @IntegerField({
    min: 1,
    max: 120,
    description: 'After how many periods it begins, the running one counted; more than the phase before.',
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
