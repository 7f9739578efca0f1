import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { IdempotencyModule } from '../../platform/idempotency/index.js';
import { AuditModule } from '../audit/index.js';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { ChangesModule } from '../changes/index.js';
import { ChargesModule } from '../charges/index.js';
import { CheckoutModule } from '../checkout/index.js';
import { DayReconciliationModule } from '../day-reconciliation/index.js';
import { ImportsModule } from '../imports/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { OperationsModule } from '../operations/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { PlanMigrationsModule } from '../plan-migrations/index.js';
import { ReconciliationModule } from '../reconciliation/index.js';
import { RecoveryModule } from '../recovery/index.js';
import { RefundsModule } from '../refunds/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { WalletsModule } from '../wallets/index.js';
import { UsageModule } from '../usage/index.js';
import { WebhooksModule } from '../webhooks/index.js';
import { AutoDebitTicks } from './auto-debit.ticks.js';
import { AdvanceTestClocks } from './use-cases/advance-test-clocks.js';
import { BillFinal } from './use-cases/bill-final.js';
import { BillThresholds } from './use-cases/bill-thresholds.js';
import { BillDue } from './use-cases/bill-due.js';
import { ChargePipeline } from './use-cases/charge-pipeline.js';
import { RunDue } from './use-cases/run-due.js';
import { WhatIsDue } from './what-is-due.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    GatewayModule,
    IdempotencyModule,
    MerchantsModule,
    BalancesModule,
    CardsModule,
    SubscriptionsModule,
    UsageModule,
    InvoicesModule,
    ImportsModule,
    ChargesModule,
    ChangesModule,
    PlanMigrationsModule,
    CheckoutModule,
    ReconciliationModule,
    RefundsModule,
    DayReconciliationModule,
    AuditModule,
    OperationsModule,
    RecoveryModule,
    PaymentMethodsModule,
    WalletsModule,
    WebhooksModule,
  ],
  providers: [
    AdvanceTestClocks,
    AutoDebitTicks,
    BillDue,
    BillFinal,
    BillThresholds,
    ChargePipeline,
    RunDue,
    WhatIsDue,
  ],
  exports: [RunDue],
})
export class AutoDebitModule {}
