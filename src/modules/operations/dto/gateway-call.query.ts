import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export const ENDPOINTS = [
  'create',
  'retrieve',
  'auto_debit',
  'inquiry',
  'expire',
  'refund',
  'capture',
  'void',
  'cards',
  'card_delete',
  'payment_methods',
  'reports',
  'report_download',
] as const;

export class GatewayCallQuery extends PageQuery {
  @ChoiceField(ENDPOINTS, { description: 'Only calls of this kind.', example: 'inquiry', optional: true })
  endpoint?: string;

  @IdField('charge', {
    description:
      'Only what was asked about the payments of this charge, also of their refunds, captures and voids.',
    optional: true,
  })
  charge?: string;

  @IdField('customer', {
    description: 'Only what was asked about the cards of this customer; not together with charge.',
    optional: true,
  })
  customer?: string;
}
