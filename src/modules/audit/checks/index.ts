import type { Check } from '../check.js';
import { CARD_CHECKS } from './cards.js';
import { CHARGING_CHECKS } from './charging.js';
import { CREDIT_NOTE_CHECKS } from './credit-notes.js';
import { DAY_RECONCILIATION_CHECKS } from './day-reconciliation.js';
import { GIVING_BACK_CHECKS } from './giving-back.js';
import { INVOICE_CHECKS } from './invoices.js';
import { LEDGER_CHECKS } from './ledger.js';
import { SUBSCRIPTION_CHECKS } from './subscriptions.js';
import { USAGE_CHECKS } from './usage.js';

/** All that must hold, what weighs most first. */
export const CHECKS: readonly Check[] = [
  ...CHARGING_CHECKS,
  ...LEDGER_CHECKS,
  ...GIVING_BACK_CHECKS,
  ...CREDIT_NOTE_CHECKS,
  ...INVOICE_CHECKS,
  ...SUBSCRIPTION_CHECKS,
  ...USAGE_CHECKS,
  ...CARD_CHECKS,
  ...DAY_RECONCILIATION_CHECKS,
];
