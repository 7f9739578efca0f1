import { ApiProperty } from '@nestjs/swagger';
import type { Customer } from '../customer.entity.js';

export class CustomerResponse {
  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The name under which it was imported; null: it was made here.',
    example: null,
  })
  external_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'نورة العنزي' })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'noura@example.com' })
  email: string | null;

  @ApiProperty({ type: String, nullable: true, example: '+96550001234' })
  phone: string | null;

  @ApiProperty({ enum: ['en', 'ar'], description: 'Of hosted pages, mails and paper.', example: 'ar' })
  language: string;

  @ApiProperty({ description: 'Whose days count for renewals.', example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "Whose tax the customer pays; null: the merchant's default_country counts.",
    example: 'SA',
  })
  country: string | null;

  @ApiProperty({ description: 'The customer pays no tax.', example: false })
  tax_exempt: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'As it stands on invoices.', example: null })
  tax_number: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'As it stands on invoices.',
    example: 'King Fahd Road 7\nRiyadh 12345',
  })
  address: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { crm_id: 'A-17' } })
  metadata: Record<string, string>;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  updated_at: string;
}

export function presentCustomer(customer: Customer, externalId: string | null): CustomerResponse {
  return {
    id: customer.publicId,
    external_id: externalId,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    language: customer.language,
    time_zone: customer.timeZone,
    country: customer.country,
    tax_exempt: customer.taxExempt,
    tax_number: customer.taxNumber,
    address: customer.address,
    metadata: customer.metadata,
    created_at: customer.createdAt.toISOString(),
    updated_at: customer.updatedAt.toISOString(),
  };
}
