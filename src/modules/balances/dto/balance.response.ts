import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type Page, toPageResponse } from '../../../platform/http/page.js';
import { type BalanceEntry, BALANCE_ENTRY_KINDS } from '../balance-entry.entity.js';
import type { CustomerBalance } from '../customer-balance.entity.js';

class CurrencyBalance {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'What is kept for the customer now.', example: '9.500' })
  amount: string;
}

export class BalanceEntryResponse {
  @ApiProperty({ example: 'bal_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: [...BALANCE_ENTRY_KINDS],
    description:
      'adjustment: by the API; surplus: a payment that nobody owed; applied: to an invoice as it was issued; settled: one that was open; returned: by a void one; invoice_credit: an invoice had more credits than charges; credit_note: by one.',
  })
  kind: string;

  @ApiProperty({ description: 'With a minus sign when the customer has less afterwards.', example: '-9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'What the customer had afterwards, in this currency.', example: '0.000' })
  balance_after: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The invoice that it was about, if any.',
    example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  invoice: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The surplus payment that is kept.' })
  attempt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What was said when it was adjusted by hand.' })
  reason: string | null;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  occurred_at: string;
}

class BalanceHistory {
  @ApiProperty({ type: [BalanceEntryResponse] })
  data: BalanceEntryResponse[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Give it as `cursor` to read on; null: nothing follows.',
    example: null,
  })
  next_cursor: string | null;
}

export class BalanceResponse {
  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ type: [CurrencyBalance], description: 'One for each currency that ever had one.' })
  balances: CurrencyBalance[];

  @ApiProperty({ type: BalanceHistory, description: 'Every movement, the newest first.' })
  history: BalanceHistory;
}

export interface EntryView {
  id: bigint;
  entry: BalanceEntry;
  invoice: string | null;
  attempt: string | null;
}

export interface BalanceView {
  customer: string;
  balances: CustomerBalance[];
  history: Page<EntryView>;
}

export function presentBalance({ customer, balances, history }: BalanceView): BalanceResponse {
  return {
    customer,
    balances: balances.map(({ currency, balanceMinor }) => ({
      currency,
      amount: formatAmount(money(balanceMinor, currency)),
    })),
    history: toPageResponse(history, presentEntry),
  };
}

export function presentEntry({ entry, invoice, attempt }: EntryView): BalanceEntryResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, entry.currency));
  return {
    id: entry.publicId,
    kind: entry.kind,
    amount: amount(entry.amountMinor),
    currency: entry.currency,
    balance_after: amount(entry.balanceAfterMinor),
    invoice,
    attempt,
    reason: entry.reason,
    occurred_at: entry.occurredAt.toISOString(),
  };
}
