import { ApiProperty } from '@nestjs/swagger';
import { percentText } from '../../../domain/discount/percent.js';
import { explainDeductions } from '../../../domain/invoice/explain-deductions.js';
import { explainLine } from '../../../domain/invoice/explain-line.js';
import { LINE_KINDS } from '../../../domain/invoice/priced-line.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { Invoice } from '../invoice.entity.js';
import { type InvoiceLine, lineTax, lineTotal } from '../invoice-line.entity.js';
import { readDiscount, readTax } from '../invoice-rows.js';

export class LineDiscountResponse {
  @ApiProperty({ example: 'coup_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  coupon: string;

  @ApiProperty({ example: 'Ramadan' })
  name: string;

  @ApiProperty({ type: String, nullable: true, description: 'On Arabic paper.', example: 'رمضان' })
  name_ar: string | null;

  @ApiProperty({ description: 'What it took off the line.', example: '1.000' })
  amount: string;
}

export class LineTaxResponse {
  @ApiProperty({ description: 'The tax rate that was in force.', example: 'tax_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  rate: string;

  @ApiProperty({ example: 'VAT' })
  name: string;

  @ApiProperty({ example: '15' })
  percent: string;

  @ApiProperty({ description: 'Whether the price contained it.' })
  inclusive: boolean;

  @ApiProperty({ description: 'What it comes to on the line.', example: '1.500' })
  amount: string;
}

export class InvoiceLineResponse {
  @ApiProperty({ example: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: LINE_KINDS,
    description:
      'recurring: a period of service; usage: what was used; one_off: once; proration: a part of a period.',
    example: 'recurring',
  })
  kind: string;

  @ApiProperty({ example: 'Pro' })
  description: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What its plan was called in Arabic when the line was made, which Arabic paper says instead; null: the description.',
    example: 'برو',
  })
  name_ar: string | null;

  @ApiProperty({ example: 1 })
  quantity: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '9.500',
    description: 'Null when there is no single price of a unit.',
  })
  unit_amount: string | null;

  @ApiProperty({ description: 'Before discount and tax; with a minus sign for a credit.', example: '9.500' })
  amount: string;

  @ApiProperty({ description: 'What all coupons took off.', example: '0.000' })
  discount: string;

  @ApiProperty({ type: [LineDiscountResponse], description: 'The same by coupon.' })
  discounts: LineDiscountResponse[];

  @ApiProperty({ description: 'All tax, also what the price contained.', example: '0.000' })
  tax: string;

  @ApiProperty({ type: [LineTaxResponse], description: 'The same by rate.' })
  taxes: LineTaxResponse[];

  @ApiProperty({ description: 'What the line comes to, tax and all.', example: '9.500' })
  total: string;

  @ApiProperty({ description: 'Of service; half-open.' })
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ description: 'Why the amount is what it is.' })
  explanation: string;
}

export function presentLine(line: InvoiceLine, invoice: Invoice): InvoiceLineResponse {
  const { currency } = invoice;
  const amount = (minor: bigint) => formatAmount(money(minor, currency));
  const discounts = line.discounts.map((one) => readDiscount(one, currency));
  const taxes = line.taxes.map((one) => readTax(one, currency));
  const total = money(lineTotal(line), currency);
  const explanation = [
    explainLine({ description: line.description, inputs: line.explanation }),
    explainDeductions({ discounts, taxes, total }),
  ];
  return {
    id: line.publicId,
    kind: line.kind,
    description: line.description,
    name_ar: line.nameAr,
    quantity: Number(line.quantity),
    unit_amount: line.unitAmountMinor === null ? null : amount(line.unitAmountMinor),
    amount: amount(line.amountMinor),
    discount: amount(line.discountMinor),
    discounts: discounts.map((one) => ({
      coupon: one.couponId,
      name: one.name,
      name_ar: one.nameAr ?? null,
      amount: formatAmount(one.amount),
    })),
    tax: amount(lineTax(line)),
    taxes: taxes.map((one) => ({
      rate: one.rateId,
      name: one.name,
      percent: percentText(one.millionths),
      inclusive: one.inclusive,
      amount: formatAmount(one.amount),
    })),
    total: formatAmount(total),
    period_start: (line.serviceStart ?? invoice.periodStart).toISOString(),
    period_end: (line.serviceEnd ?? invoice.periodEnd).toISOString(),
    explanation: explanation.filter((text) => text !== '').join(' '),
  };
}
