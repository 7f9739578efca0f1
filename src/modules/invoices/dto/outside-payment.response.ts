import { ApiProperty } from '@nestjs/swagger';
import { OUTSIDE_METHODS } from '../../../domain/charge/outside-payment.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { OutsidePayment } from '../outside-payment.entity.js';

export class OutsidePaymentResponse {
  @ApiProperty({ example: 'pay_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ enum: [...OUTSIDE_METHODS], description: 'How the money came.', example: 'bank_transfer' })
  method: string;

  @ApiProperty({ description: 'Of the receipt, the transfer or the cheque.', example: 'FT27043-8812' })
  reference: string;

  @ApiProperty({ description: 'All that was open of the invoice.', example: '9.500' })
  amount: string;

  @ApiProperty({ description: 'When it came, as was said.' })
  paid_at: string;

  @ApiProperty({ description: 'When it was recorded; on this day it is in the books.' })
  recorded_at: string;

  @ApiProperty({ type: String, nullable: true, example: 'Paid at the counter in Salmiya' })
  note: string | null;
}

export function presentOutsidePayment(payment: OutsidePayment): OutsidePaymentResponse {
  const { publicId, method, reference, amountMinor, currency, paidAt, recordedAt, note } = payment;
  return {
    id: publicId,
    method,
    reference,
    amount: formatAmount(money(amountMinor, currency)),
    paid_at: paidAt.toISOString(),
    recorded_at: recordedAt.toISOString(),
    note,
  };
}
