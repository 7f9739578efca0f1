import { ApiProperty } from '@nestjs/swagger';
import { INVOICE_STATES } from '../../../domain/invoice/invoice-states.js';
import type { Invoice } from '../../invoices/index.js';

export class ClosedInvoiceResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...INVOICE_STATES], description: 'What it is now.', example: 'void' })
  status: string;
}

export function presentClosedInvoice({ publicId, status }: Invoice): ClosedInvoiceResponse {
  return { id: publicId, status };
}
