import { LocalDateField } from '../../../platform/http/billing-fields.js';
import { EXAMPLE } from '../../../platform/http/examples.js';
import {
  BooleanField,
  ChoiceField,
  CurrencyField,
  IdField,
  IntegerField,
  ListField,
} from '../../../platform/http/fields.js';
import { FreeLineRequest, INVOICE_COLLECTIONS, type InvoiceCollection } from '../../invoices/index.js';

export class InvoicePrice {
  @IdField('price', { description: 'A price that is paid once.', example: EXAMPLE.price })
  price: string;

  @IntegerField({
    min: 1,
    max: 1_000_000,
    description: 'How many of it; 1 when absent.',
    example: 1,
    optional: true,
  })
  quantity?: number;
}

export class CreateInvoiceRequest {
  @IdField('customer', { description: 'Who pays.', example: EXAMPLE.customer })
  customer: string;

  @CurrencyField({ description: 'Of all its lines.', example: 'KWD' })
  currency: string;

  @ListField(() => FreeLineRequest, {
    min: 1,
    max: 100,
    description: 'Lines as they stand on the invoice; may be absent when there are prices.',
    optional: true,
  })
  lines?: FreeLineRequest[];

  @ListField(() => InvoicePrice, {
    min: 1,
    max: 20,
    description: 'Prices that are paid once.',
    optional: true,
  })
  prices?: InvoicePrice[];

  @ChoiceField(INVOICE_COLLECTIONS, {
    description:
      'send_invoice: the customer pays it by its link; charge_automatically: by the card of a subscription.',
    example: 'send_invoice',
    optional: true,
  })
  collection?: InvoiceCollection;

  @IdField('subscription', {
    description: 'Whose card is charged, when it is charged automatically; else absent.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  subscription?: string;

  @LocalDateField({
    description: 'The last day on which it is paid in time, where the customer is; it stays payable later.',
    example: '2027-02-28',
    optional: true,
  })
  due_date?: string;

  @BooleanField({
    description: 'Left as a draft, to be changed and finalized later; false when absent.',
    example: false,
    optional: true,
  })
  draft?: boolean;
}
