import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import { ACCOUNTS } from '../ledger.entities.js';
import type { TrialBalance } from '../use-cases/read-trial-balance.js';

export class AccountBalance {
  @ApiProperty({
    enum: ACCOUNTS,
    description:
      'cash_at_gateway: money that Ottu has for the merchant; cash_outside: what came otherwise and was recorded; ' +
      'surplus: money that nobody owed.',
  })
  account: string;

  @ApiProperty({ description: 'What came in on this day.', example: '9.500' })
  day_debit: string;

  @ApiProperty({ description: 'What went out on this day.', example: '0.000' })
  day_credit: string;

  @ApiProperty({
    description: 'Debits less credits of all days up to the end of this one.',
    example: '9.500',
  })
  balance: string;
}

export class CurrencyTrialBalance {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ type: [AccountBalance] })
  accounts: AccountBalance[];

  @ApiProperty({ description: 'All debits of this day.', example: '19.000' })
  day_debit: string;

  @ApiProperty({ description: 'All credits of this day; the same.', example: '19.000' })
  day_credit: string;

  @ApiProperty({ description: 'Of all balances: nothing, or the books are wrong.', example: '0.000' })
  balance: string;
}

export class TrialBalanceResponse {
  @ApiProperty({ description: 'A day of the calendar of time_zone.', example: '2027-01-31' })
  date: string;

  @ApiProperty({ example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({ type: [CurrencyTrialBalance] })
  currencies: CurrencyTrialBalance[];
}

export function presentTrialBalance({ date, timeZone, rows }: TrialBalance): TrialBalanceResponse {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  return {
    date,
    time_zone: timeZone,
    currencies: currencies.map((currency) => {
      const mine = rows.filter((row) => row.currency === currency);
      const amount = (minor: bigint) => formatAmount(money(minor, currency));
      const total = (pick: (row: (typeof mine)[number]) => bigint) =>
        amount(mine.reduce((sum, row) => sum + pick(row), 0n));
      return {
        currency,
        accounts: mine.map((row) => ({
          account: row.account,
          day_debit: amount(row.dayDebit),
          day_credit: amount(row.dayCredit),
          balance: amount(row.balance),
        })),
        day_debit: total(({ dayDebit }) => dayDebit),
        day_credit: total(({ dayCredit }) => dayCredit),
        balance: total(({ balance }) => balance),
      };
    }),
  };
}
