import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class ResolveHoldRequest {
  @ChoiceField(['done', 'not_done'], {
    description: 'Whether the platform captured, or let go of, what the bank held.',
    example: 'done',
  })
  outcome: 'done' | 'not_done';

  @TextField({ max: 2000, description: 'How you know.', example: 'Dashboard of the gateway, 3 March' })
  evidence: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;
}
