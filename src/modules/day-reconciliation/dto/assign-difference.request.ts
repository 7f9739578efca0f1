import { TextField } from '../../../platform/http/fields.js';

export class AssignDifferenceRequest {
  @TextField({ max: 100, description: 'Who looks after it from now on.', example: 'Noura Alsabah' })
  owner: string;
}
