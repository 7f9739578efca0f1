import { ApiProperty } from '@nestjs/swagger';
import type { MerchantLogo } from '../profile/merchant-logo.entity.js';
import type { MerchantProfile } from '../profile/merchant-profile.entity.js';

export class MerchantLogoResponse {
  @ApiProperty({ enum: ['image/png', 'image/jpeg'], description: 'What it was sent as.' })
  media_type: string;

  @ApiProperty({ description: 'In pixels.', example: 300 })
  width: number;

  @ApiProperty({ description: 'In pixels.', example: 120 })
  height: number;

  @ApiProperty({ example: 4096 })
  bytes: number;
}

export class MerchantProfileResponse {
  @ApiProperty({ example: 1, description: '0 before anything was said.' })
  version: number;

  @ApiProperty({ type: String, nullable: true, description: 'Who issues the invoices.' })
  legal_name: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same in Arabic.' })
  legal_name_ar: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'In lines.' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same in Arabic.' })
  address_ar: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Telephone, e-mail or the like, as it stands on invoices.',
  })
  contact: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where the merchant is.', example: 'KW' })
  country: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'As it stands on invoices.' })
  tax_number: string | null;

  @ApiProperty({
    type: MerchantLogoResponse,
    nullable: true,
    description: 'GET /v1/merchant/logo has the picture.',
  })
  logo: MerchantLogoResponse | null;

  @ApiProperty({ type: String, nullable: true, description: 'Invoices issued from then on show it.' })
  valid_from: string | null;
}

export function presentMerchantProfile(
  profile: MerchantProfile | null,
  logo: MerchantLogo | null,
): MerchantProfileResponse {
  return {
    version: profile?.version ?? 0,
    legal_name: profile?.legalName ?? null,
    legal_name_ar: profile?.legalNameAr ?? null,
    address: profile?.address ?? null,
    address_ar: profile?.addressAr ?? null,
    contact: profile?.contact ?? null,
    country: profile?.country ?? null,
    tax_number: profile?.taxNumber ?? null,
    logo: logo && {
      media_type: logo.mediaType,
      width: logo.width,
      height: logo.height,
      bytes: logo.content.length,
    },
    valid_from: profile?.validFrom.toISOString() ?? null,
  };
}
