import { ApiProperty } from '@nestjs/swagger';

export class ClosedInvoiceResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: ['void', 'uncollectible'] })
  status: 'void' | 'uncollectible';
}

export function presentClosed(id: string, status: ClosedInvoiceResponse['status']): ClosedInvoiceResponse {
  return { id, status };
}
