import { MOST_TRIAL_DAYS } from '../../../domain/subscription/trial.js';
import { InstantField } from '../../../platform/http/fields.js';

export class ChangeTrialEndRequest {
  @InstantField({
    description: `When the trial ends and the first period begins, sooner or later than it would, at most ${MOST_TRIAL_DAYS} days ahead; now when absent. Periods are counted from there.`,
    example: '2027-03-01T09:00:00Z',
    optional: true,
  })
  trial_end?: string;
}
