import { Refund } from './refund.entity.js';
import { RefundLookDue } from './refund-look.entity.js';

export { DecideSurplusRequest } from './dto/decide-surplus.request.js';
export { presentRefund, RefundResponse } from './dto/refund.response.js';
export { ResolveRefundRequest } from './dto/resolve-refund.request.js';
export { presentSurplus, SurplusResponse } from './dto/surplus.response.js';
export { RefundLifecycle } from './refund-lifecycle.js';
export { REFUND_HINTS_DUE, RefundLooksRepository } from './refund-looks.repository.js';
export { RefundsModule } from './refunds.module.js';
export { REFUNDS_DUE, RefundsRepository } from './refunds.repository.js';
export { ActOnRefund } from './use-cases/act-on-refund.js';
export { DecideSurplus } from './use-cases/decide-surplus.js';
export { ReadSurplus } from './use-cases/read-surplus.js';
export { ResolveRefund } from './use-cases/resolve-refund.js';
export { RunRefunds } from './use-cases/run-refunds.js';
export { SendRefund } from './use-cases/send-refund.js';
export { Refund };
export const REFUND_ENTITIES = [Refund, RefundLookDue];
