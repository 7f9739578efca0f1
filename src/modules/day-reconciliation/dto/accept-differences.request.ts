import { DIFFERENCE_TYPES, type DifferenceType } from '../../../domain/day-report/classify-difference.js';
import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class AcceptDifferencesRequest {
  @ChoiceField(DIFFERENCE_TYPES, { description: 'All open ones of this type.', example: 'fee' })
  type: DifferenceType;

  @TextField({ max: 500, description: 'How it is known.', example: 'Contract of the bank: 1.5 % a payment' })
  evidence: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;
}
