import { TextField } from '../../../platform/http/fields.js';

export class SwitchChargingRequest {
  @TextField({
    max: 500,
    description: 'Why; kept and shown.',
    example: 'The price list of February is wrong.',
  })
  reason: string;
}
