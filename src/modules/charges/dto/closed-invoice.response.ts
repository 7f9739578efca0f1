import { ApiProperty } from '@nestjs/swagger';
import type { Invoice } from '../../invoices/index.js';

export class ClosedInvoiceResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'void' })
  status: string;
}

export function presentClosedInvoice({ publicId, status }: Invoice): ClosedInvoiceResponse {
  return { id: publicId, status };
}
