import { AUDIT_ENTITIES } from './modules/audit/index.js';
import { BALANCE_ENTITIES } from './modules/balances/index.js';
import { CARD_ENTITIES } from './modules/cards/index.js';
import { CHARGE_ENTITIES } from './modules/charges/index.js';
import { CHECKOUT_ENTITIES } from './modules/checkout/index.js';
import { COUPON_ENTITIES } from './modules/coupons/index.js';
import { CHARGEBACK_ENTITIES } from './modules/chargebacks/index.js';
import { CREDIT_NOTE_ENTITIES } from './modules/credit-notes/index.js';
import { CUSTOMER_ENTITIES } from './modules/customers/index.js';
import { DAY_RECONCILIATION_ENTITIES } from './modules/day-reconciliation/index.js';
import { DUNNING_ENTITIES } from './modules/dunning/index.js';
import { EVENT_ENTITIES } from './modules/events/index.js';
import { IMPORT_ENTITIES } from './modules/imports/index.js';
import { INVOICE_ENTITIES } from './modules/invoices/index.js';
import { LEDGER_ENTITIES } from './modules/ledger/index.js';
import { MERCHANT_ENTITIES } from './modules/merchants/index.js';
import { OPERATIONS_ENTITIES } from './modules/operations/index.js';
import { PLAN_MIGRATION_ENTITIES } from './modules/plan-migrations/index.js';
import { PAYMENT_METHOD_ENTITIES } from './modules/payment-methods/index.js';
import { PLAN_ENTITIES } from './modules/plans/index.js';
import { SAFEGUARD_ENTITIES } from './modules/safeguards/index.js';
import { RECOVERY_ENTITIES } from './modules/recovery/index.js';
import { REFUND_ENTITIES } from './modules/refunds/index.js';
import { SUBSCRIPTION_ENTITIES } from './modules/subscriptions/index.js';
import { TAX_RATE_ENTITIES } from './modules/tax-rates/index.js';
import { USAGE_ENTITIES } from './modules/usage/index.js';
import { WEBHOOK_ENTITIES } from './modules/webhooks/index.js';
import { EPOCH_ENTITIES } from './platform/epoch/index.js';
import { IDEMPOTENCY_ENTITIES } from './platform/idempotency/index.js';

/** Every table, each from the room that owns it. The schema-drift test holds them against the migrations. */
export const entities = [
  ...IDEMPOTENCY_ENTITIES,
  ...EPOCH_ENTITIES,
  ...EVENT_ENTITIES,
  ...MERCHANT_ENTITIES,
  ...DUNNING_ENTITIES,
  ...PAYMENT_METHOD_ENTITIES,
  ...CUSTOMER_ENTITIES,
  ...PLAN_ENTITIES,
  ...TAX_RATE_ENTITIES,
  ...COUPON_ENTITIES,
  ...CARD_ENTITIES,
  ...SUBSCRIPTION_ENTITIES,
  ...USAGE_ENTITIES,
  ...LEDGER_ENTITIES,
  ...BALANCE_ENTITIES,
  ...INVOICE_ENTITIES,
  ...IMPORT_ENTITIES,
  ...SAFEGUARD_ENTITIES,
  ...CHARGE_ENTITIES,
  ...REFUND_ENTITIES,
  ...CHARGEBACK_ENTITIES,
  ...CREDIT_NOTE_ENTITIES,
  ...CHECKOUT_ENTITIES,
  ...PLAN_MIGRATION_ENTITIES,
  ...WEBHOOK_ENTITIES,
  ...OPERATIONS_ENTITIES,
  ...AUDIT_ENTITIES,
  ...DAY_RECONCILIATION_ENTITIES,
  ...RECOVERY_ENTITIES,
];
