import { ChargeHold } from './charge-hold.entity.js';
import { GatewayBreaker } from './gateway-breaker.entity.js';
import { InquiryBucket } from './inquiry-bucket.entity.js';
import { PaymentInquiries } from './payment-inquiries.entity.js';
import { RequestBudgetDay } from './request-budget.entity.js';

export { BREAKERS_TO_TRY, BreakersRepository } from './breakers.repository.js';
export { BUDGETS_TO_REFILL, BudgetsRepository } from './budgets.repository.js';
export { gatesAreOpen, isOfCharges, isProbeFor } from './charge-gates.js';
export { HOLD_DECISIONS, type HoldDecision } from './charge-hold.entity.js';
export { ChargeHolds } from './charge-holds.js';
export { GatewayBreakers } from './gateway-breakers.js';
export { HoldsRepository } from './holds.repository.js';
export { usedOf } from './request-budget.entity.js';
export { RequestBudgets } from './request-budgets.js';
export { SafeguardsModule } from './safeguards.module.js';
export { ChargeHold, GatewayBreaker, RequestBudgetDay };
export const SAFEGUARD_ENTITIES = [
  RequestBudgetDay,
  InquiryBucket,
  PaymentInquiries,
  GatewayBreaker,
  ChargeHold,
];
