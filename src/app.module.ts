import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from './modules/audit/index.js';
import { AutoDebitModule } from './modules/auto-debit/index.js';
import { BalancesModule } from './modules/balances/index.js';
import { CardsModule } from './modules/cards/index.js';
import { ChangesModule } from './modules/changes/index.js';
import { ChargesModule } from './modules/charges/index.js';
import { CheckoutModule } from './modules/checkout/index.js';
import { CouponsModule } from './modules/coupons/index.js';
import { ChargebacksModule } from './modules/chargebacks/index.js';
import { CreditNotesModule } from './modules/credit-notes/index.js';
import { CustomersModule } from './modules/customers/index.js';
import { DayReconciliationModule } from './modules/day-reconciliation/index.js';
import { DocumentsModule } from './modules/documents/index.js';
import { DunningModule } from './modules/dunning/index.js';
import { EventsModule } from './modules/events/index.js';
import { ImportsModule } from './modules/imports/index.js';
import { InsightsModule } from './modules/insights/index.js';
import { InvoicesModule } from './modules/invoices/index.js';
import { LedgerModule } from './modules/ledger/index.js';
import { MerchantsModule } from './modules/merchants/index.js';
import { OperationsModule } from './modules/operations/index.js';
import { PaymentMethodsModule } from './modules/payment-methods/index.js';
import { PlanMigrationsModule } from './modules/plan-migrations/index.js';
import { PlansModule } from './modules/plans/index.js';
import { PreviewsModule } from './modules/previews/index.js';
import { ReconciliationModule } from './modules/reconciliation/index.js';
import { SafeguardsModule } from './modules/safeguards/index.js';
import { RecoveryModule } from './modules/recovery/index.js';
import { RefundsModule } from './modules/refunds/index.js';
import { SubscriptionsModule } from './modules/subscriptions/index.js';
import { TaxRatesModule } from './modules/tax-rates/index.js';
import { UsageModule } from './modules/usage/index.js';
import { WalletsModule } from './modules/wallets/index.js';
import { WebhooksModule } from './modules/webhooks/index.js';
import { entities } from './entities.js';
import { Clock, SystemClock } from './platform/clock/clock.js';
import { Settings } from './platform/config/settings.js';
import { dataSourceOptions } from './platform/database/data-source.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { EpochModule } from './platform/epoch/index.js';
import { HealthModule } from './platform/health/index.js';
import { IdempotencyModule } from './platform/idempotency/index.js';
import { SecretBox } from './platform/security/secret-box.js';

export interface AppOptions {
  settings: Settings;
  databaseUrl: string;
  encryptionKey: Buffer;
}

/** The table of contents: the rooms in the order in which money flows through them. */
@Global()
@Module({})
export class AppModule {
  static with({ settings, databaseUrl, encryptionKey }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRoot(
          dataSourceOptions({
            url: databaseUrl,
            entities,
            migrations: [],
            poolSize: settings.ROLE === 'all' ? 16 : 8,
            applicationName: `perennial-${settings.ROLE}`,
          }),
        ),
        DatabaseModule,
        EpochModule,
        HealthModule,
        IdempotencyModule,
        EventsModule,
        MerchantsModule,
        DunningModule,
        PaymentMethodsModule,
        PlansModule,
        CustomersModule,
        TaxRatesModule,
        CouponsModule,
        CardsModule,
        SubscriptionsModule,
        LedgerModule,
        BalancesModule,
        UsageModule,
        InvoicesModule,
        DocumentsModule,
        ImportsModule,
        SafeguardsModule,
        ChargesModule,
        RefundsModule,
        ChargebacksModule,
        CreditNotesModule,
        CheckoutModule,
        WalletsModule,
        ChangesModule,
        PlanMigrationsModule,
        WebhooksModule,
        ReconciliationModule,
        OperationsModule,
        DayReconciliationModule,
        InsightsModule,
        PreviewsModule,
        AuditModule,
        RecoveryModule,
        AutoDebitModule,
      ],
      providers: [
        { provide: Settings, useValue: settings },
        { provide: Clock, useClass: SystemClock },
        { provide: SecretBox, useFactory: () => new SecretBox(encryptionKey) },
      ],
      exports: [Settings, Clock, SecretBox],
    };
  }
}
