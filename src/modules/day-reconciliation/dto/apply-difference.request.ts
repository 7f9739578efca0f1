import { type Action, ACTIONS } from '../../../domain/day-report/propose-action.js';
import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class ApplyDifferenceRequest {
  @ChoiceField(ACTIONS, {
    description:
      'ask_again: the platform is asked about the payment; look_at_refunds: about what was given back; read_file_again: the file is fetched and compared anew; accept: it stays as it is. What is proposed, when absent.',
    example: 'accept',
    optional: true,
  })
  action?: Action;

  @TextField({ max: 500, description: 'How it is known.', example: 'Bank statement of 2 February, line 17' })
  evidence: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;
}
