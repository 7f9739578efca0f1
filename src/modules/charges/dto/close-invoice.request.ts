import { TextField } from '../../../platform/http/fields.js';

export class CloseInvoiceRequest {
  @TextField({ max: 500, description: 'Why; kept and shown.', example: 'Billed by mistake' })
  reason: string;
}
