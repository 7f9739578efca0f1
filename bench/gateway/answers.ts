import type { Session } from './till.js';

const CHECKOUT = 'https://bench.example.com/b/checkout/redirect/start/';

/** As long as what Ottu answers, for reading it is part of the work. Written as text: cheaper than from objects. */
export function sessionBody(s: Session): string {
  const method =
    `{"code":"${s.pgCode}","name":"Credit Card","pg":"mpgs","type":"e_commerce","amount":"${s.amount}",` +
    `"currency_code":"${s.currency}","fee":"0.000","fee_description":"","icon":"https://bench.example.com/card.svg",` +
    `"icons":{"svg":"https://bench.example.com/card.svg","webp":"https://bench.example.com/card.webp"},` +
    `"flow":"redirect","redirect_url":"${CHECKOUT}${s.id}?pg_code=${s.pgCode}"}`;
  return (
    `{"agreement":${agreement(s)},"amount":"${s.amount}","attachment_short_url":"","billing":"",` +
    `"card_acceptance_criteria":{"min_expiry_time":1},"checkout_page_url":"${CHECKOUT}${s.id}",` +
    `"checkout_short_url":"${CHECKOUT}${s.id}","checkout_url":"${CHECKOUT}${s.id}","currency_code":"${s.currency}",` +
    `"customer_id":"${s.customerId}","expiration_time":"1 00:00:00","language":"en","operation":"purchase",` +
    `"order_no":"${s.orderNo}","payment_methods":[${method}],"payment_type":"auto_debit","pg_codes":["${s.pgCode}"],` +
    `"qr_code_url":"","session_id":"${s.id}","settled_pg_code":"","state":"created","type":"e_commerce"}`
  );
}

export function chargeBody(s: Session): string {
  return (
    `{"agreement":${agreement(s)},"amount":"${s.amount}","amount_details":{"amount":"${s.amount}",` +
    `"currency_code":"${s.currency}","exchange_rate":"1","fee":"0.000","total":"${s.amount}"},` +
    `"card_acceptance_criteria":{"min_expiry_time":1},"currency_code":"${s.currency}","customer_id":"${s.customerId}",` +
    `"extra":{},"fee":"0.000 ${s.currency}","gateway_account":"${s.pgCode}","gateway_name":"mpgs",` +
    `"gateway_response":{"result":"SUCCESS","response":{"gatewayCode":"APPROVED","acquirerCode":"00"},` +
    `"transaction":{"id":"${s.id.slice(-12)}","type":"PAYMENT","currency":"${s.currency}"}},"is_sandbox":true,` +
    `"message":"successful payment","order_no":"${s.orderNo}","paid_amount":"${s.amount}","payment_type":"auto_debit",` +
    `"pg_params":{"auth_code":"083421","card_type":"CREDIT","transaction_id":"${s.id.slice(-12)}"},` +
    `"reference_number":"R${s.id.slice(-12)}","refunded_amount":0,"remaining_amount":0,"result":"success",` +
    `"session_id":"${s.id}","settled_amount":${s.amount},"state":"paid","timestamp_utc":"2026-06-01 08:00:00",` +
    `"token":{"agreements":["${s.agreementId}"],"brand":"VISA","customer_id":"${s.customerId}","cvv_required":false,` +
    `"expiry_month":"12","expiry_year":"39","is_expired":false,"is_preferred":true,"name_on_card":"A PAYER",` +
    `"number":"**** 1111","pg_code":"${s.pgCode}","pg_name":"Credit Card","token":"${s.token}"},` +
    `"transactions":[],"voided_amount":0,` +
    `"signature":"0000000000000000000000000000000000000000000000000000000000000000"}`
  );
}

/** The card of whatever customer is asked about: its token ends in the customer's name. */
export function cardsBody(customerId: string): string {
  return (
    `[{"agreements":[],"brand":"VISA","customer_id":"${customerId}","cvv_required":false,"delete_url":"",` +
    `"expiry_month":"12","expiry_year":"39","is_expired":false,"is_preferred":true,"name_on_card":"A PAYER",` +
    `"number":"**** 1111","pg_code":"credit-card","submit_url":"","token":"tok-${customerId}"}]`
  );
}

function agreement(s: Session): string {
  return `{"id":"${s.agreementId}","type":"recurring","frequency":"monthly","amount_variability":"variable"}`;
}
