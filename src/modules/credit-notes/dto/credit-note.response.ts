import { ApiProperty } from '@nestjs/swagger';
import { explainCreditedLine } from '../../../domain/explain/explain-credited-line.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { CREDIT_DESTINATIONS, type CreditDestination } from '../credit-note.entity.js';

export class CreditNoteLineResponse {
  @ApiProperty({ description: 'The line of the invoice.', example: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  line: string;

  @ApiProperty({ description: 'As it stands on the invoice.', example: 'Pro' })
  description: string;

  @ApiProperty({ description: 'Tax and all.', example: '4.500' })
  amount: string;

  @ApiProperty({ description: 'Within the amount.', example: '0.000' })
  tax: string;

  @ApiProperty({
    description: 'How much it is of the line on the invoice.',
    example: '4.500 of the 9.500 KWD that the line comes to on the invoice.',
  })
  explanation: string;
}

export class CreditNotePreviewResponse {
  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({
    enum: CREDIT_DESTINATIONS,
    description:
      'open_amount: off what is still to be paid; card: back to the card; balance: kept for the customer.',
  })
  to: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Tax and all.', example: '4.500' })
  amount: string;

  @ApiProperty({ description: 'Within the amount.', example: '0.000' })
  tax: string;

  @ApiProperty({ description: 'What can still be credited of the invoice afterwards.', example: '5.000' })
  left_to_credit: string;

  @ApiProperty({ description: 'What is still to be paid of it afterwards.', example: '0.000' })
  amount_due: string;

  @ApiProperty({ type: [CreditNoteLineResponse] })
  lines: CreditNoteLineResponse[];
}

export class CreditNoteResponse {
  @ApiProperty({ example: 'cn_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'CN-2027-000001' })
  number: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({
    enum: CREDIT_DESTINATIONS,
    description:
      'open_amount: off what was still to be paid; card: back to the card; balance: kept for the customer.',
  })
  to: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Tax and all.', example: '4.500' })
  amount: string;

  @ApiProperty({ description: 'Within the amount.', example: '0.000' })
  tax: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of one to the card; it tells how far the money is.',
    example: 'ref_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  refund: string | null;

  @ApiProperty({ description: 'As it stands on the note.', example: 'Two days without service' })
  reason: string;

  @ApiProperty()
  issued_at: string;

  @ApiProperty({ type: [CreditNoteLineResponse] })
  lines: CreditNoteLineResponse[];
}

/** A line of a note, with what it is called on the invoice. */
export interface NamedLine {
  line: string;
  description: string;
  amountMinor: bigint;
  taxMinor: bigint;
  /** What the line comes to on the invoice, and the tax within that. */
  totalOnInvoice: bigint;
  taxOnInvoice: bigint;
}

export interface NoteFace {
  invoice: string;
  destination: CreditDestination;
  currency: string;
  amountMinor: bigint;
  taxMinor: bigint;
  lines: readonly NamedLine[];
}

export interface PreviewView extends NoteFace {
  leftMinor: bigint;
  dueMinor: bigint;
}

export interface CreditNoteView extends NoteFace {
  id: bigint;
  publicId: string;
  number: string;
  customer: string;
  refund: string | null;
  reason: string;
  issuedAt: Date;
}

export function presentPreview(view: PreviewView): CreditNotePreviewResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, view.currency));
  return { ...face(view), left_to_credit: amount(view.leftMinor), amount_due: amount(view.dueMinor) };
}

export function presentCreditNote(view: CreditNoteView): CreditNoteResponse {
  const { publicId: id, number, customer, refund, reason } = view;
  return { id, number, customer, refund, reason, issued_at: view.issuedAt.toISOString(), ...face(view) };
}

function face({ invoice, destination, currency, amountMinor, taxMinor, lines }: NoteFace) {
  const amount = (minor: bigint) => formatAmount(money(minor, currency));
  return {
    invoice,
    to: destination,
    currency,
    amount: amount(amountMinor),
    tax: amount(taxMinor),
    lines: lines.map((one) => ({
      line: one.line,
      description: one.description,
      amount: amount(one.amountMinor),
      tax: amount(one.taxMinor),
      explanation: explainCreditedLine({
        amount: money(one.amountMinor, currency),
        tax: money(one.taxMinor, currency),
        lineTotal: money(one.totalOnInvoice, currency),
        lineTax: money(one.taxOnInvoice, currency),
      }),
    })),
  };
}
