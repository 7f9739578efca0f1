import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { Agreement } from '../../cards/index.js';

export class ConsentResponse {
  @ApiProperty({ description: 'Its name here and at the platform.' })
  agreement: string;

  @ApiProperty({ enum: ['pending', 'active'], description: 'pending: its customer has yet to agree.' })
  status: string;

  @ApiProperty({
    description: 'The local date from which on nothing is charged by it.',
    example: '2046-01-16',
  })
  expires_on: string;

  @ApiProperty({ description: 'How many payments it still allows.', example: 998 })
  payments_left: number;

  @ApiProperty({ type: String, nullable: true, description: 'Every payment, where that was agreed.' })
  amount: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The most of each payment, where that was agreed.',
  })
  max_amount: string | null;
}

export function presentConsent(agreement: Agreement, currency: string): ConsentResponse {
  const { publicId, status, expiryDate, totalCycles, cyclesUsed, amountMinor, maxAmountMinor } = agreement;
  const amount = (minor: bigint | null) => (minor === null ? null : formatAmount(money(minor, currency)));
  return {
    agreement: publicId,
    status,
    expires_on: expiryDate,
    payments_left: Math.max(0, totalCycles - cyclesUsed),
    amount: amount(amountMinor),
    max_amount: amount(maxAmountMinor),
  };
}
