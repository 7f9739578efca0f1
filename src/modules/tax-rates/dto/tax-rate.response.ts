import { ApiProperty } from '@nestjs/swagger';
import { percentText } from '../../../domain/discount/percent.js';
import type { TaxRate } from '../tax-rate.entity.js';

export class TaxRateResponse {
  @ApiProperty({ example: 'tax_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'VAT' })
  name: string;

  @ApiProperty({ example: 'SA' })
  country: string;

  @ApiProperty({ description: 'As text.', example: '15' })
  percent: string;

  @ApiProperty({ description: 'Prices contain it.' })
  inclusive: boolean;

  @ApiProperty({ description: 'Invoices of its country are made with it.' })
  active: boolean;

  @ApiProperty()
  created_at: string;

  @ApiProperty({ type: String, nullable: true, description: 'Since when not any more.' })
  deactivated_at: string | null;
}

export class TaxRatesResponse {
  @ApiProperty({ type: [TaxRateResponse] })
  data: TaxRateResponse[];
}

export function presentTaxRate(rate: TaxRate): TaxRateResponse {
  return {
    id: rate.publicId,
    name: rate.name,
    country: rate.country,
    percent: percentText(BigInt(rate.percentMillionths)),
    inclusive: rate.inclusive,
    active: rate.deactivatedAt === null,
    created_at: rate.createdAt.toISOString(),
    deactivated_at: rate.deactivatedAt?.toISOString() ?? null,
  };
}
