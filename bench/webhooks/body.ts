import { createHmac } from 'node:crypto';

/** A payment webhook as Ottu signs it: the signed fields in the order of their names, names and values in a row. */
export function webhookBody(orderNo: string, reference: string, key: string): string {
  const signed = {
    amount: '9.500',
    currency_code: 'KWD',
    customer_email: 'payer@example.com',
    customer_first_name: 'Payer',
    gateway_account: 'credit-card',
    gateway_name: 'mpgs',
    order_no: orderNo,
    reference_number: reference,
    result: 'success',
    state: 'paid',
  };
  const message = Object.entries(signed).flat().join('');
  const signature = createHmac('sha256', key).update(message, 'utf8').digest('hex');
  return JSON.stringify({
    ...signed,
    agreement: { id: 'agr', type: 'recurring', frequency: 'monthly', amount_variability: 'variable' },
    amount_details: {
      amount: '9.500',
      currency_code: 'KWD',
      exchange_rate: '1',
      fee: '0.000',
      total: '9.500',
    },
    extra: {},
    fee: '0.000 KWD',
    gateway_response: { result: 'SUCCESS', response: { gatewayCode: 'APPROVED', acquirerCode: '00' } },
    is_sandbox: true,
    message: 'successful payment',
    paid_amount: '9.500',
    payment_type: 'auto_debit',
    pg_params: { auth_code: '083421', card_type: 'CREDIT', transaction_id: reference },
    refunded_amount: 0,
    remaining_amount: 0,
    settled_amount: 9.5,
    timestamp_utc: '2026-06-01 08:00:00',
    transactions: [],
    voided_amount: 0,
    signature,
  });
}
