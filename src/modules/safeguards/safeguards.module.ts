import { Global, Module } from '@nestjs/common';
import { RequestBudget } from '../../gateway/request-budget.js';
import { MerchantsModule } from '../merchants/index.js';
import { BreakersRepository } from './breakers.repository.js';
import { BudgetsRepository } from './budgets.repository.js';
import { ChargeHolds } from './charge-holds.js';
import { GatewayBreakers } from './gateway-breakers.js';
import { HoldsRepository } from './holds.repository.js';
import { InquiryGate } from './inquiry-gate.js';
import { PlatformClock } from './platform-clock.js';
import { RequestBudgets } from './request-budgets.js';

const SHARED = [
  BreakersRepository,
  BudgetsRepository,
  ChargeHolds,
  GatewayBreakers,
  HoldsRepository,
  RequestBudgets,
];

/** Global, because the gateway below asks it, through RequestBudget, before each call. */
@Global()
@Module({
  imports: [MerchantsModule],
  providers: [...SHARED, InquiryGate, PlatformClock, { provide: RequestBudget, useExisting: RequestBudgets }],
  exports: [...SHARED, RequestBudget],
})
export class SafeguardsModule {}
