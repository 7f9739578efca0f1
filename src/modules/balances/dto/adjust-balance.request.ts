import { AmountField, ChoiceField, CurrencyField, TextField } from '../../../platform/http/fields.js';

export class AdjustBalanceRequest {
  @ChoiceField(['credit', 'debit'], {
    description: 'credit: the customer has more afterwards; debit: less, never below nothing.',
    example: 'credit',
  })
  direction: 'credit' | 'debit';

  @AmountField({ description: 'More than nothing.', example: '2.500' })
  amount: string;

  @CurrencyField({ description: 'Of the balance; each currency has its own.', example: 'KWD' })
  currency: string;

  @TextField({ max: 500, description: 'Why; shown in the history.', example: 'Two days without service' })
  reason: string;
}
