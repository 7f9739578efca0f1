import { Module } from '@nestjs/common';
import { ChargesModule } from '../charges/index.js';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { SafeguardsModule } from '../safeguards/index.js';
import { RefundsModule } from '../refunds/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { AuthorizationsRepository } from './authorizations.repository.js';
import { CoverageRepository } from './coverage.repository.js';
import { DueRepository } from './due.repository.js';
import { EvidenceRepository } from './evidence.repository.js';
import { GatewayCallsController } from './gateway-calls.controller.js';
import { GatewayCallsReader } from './gateway-calls.repository.js';
import { HoldOperationsController } from './holds.controller.js';
import { ManualController } from './manual.controller.js';
import { ManualRepository } from './manual.repository.js';
import { OperationsController } from './operations.controller.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QueueRepository } from './queue.repository.js';
import { SafeguardsController } from './safeguards.controller.js';
import { RefundOperationsController } from './refunds.controller.js';
import { AssignManual } from './use-cases/assign-manual.js';
import { DecideHold } from './use-cases/decide-hold.js';
import { ReadAuthorizations } from './use-cases/read-authorizations.js';
import { ReadCoverage } from './use-cases/read-coverage.js';
import { ReadDue } from './use-cases/read-due.js';
import { ReadGatewayCalls } from './use-cases/read-gateway-calls.js';
import { ReadManual } from './use-cases/read-manual.js';
import { ReadQuarantine } from './use-cases/read-quarantine.js';
import { ReadSafeguards } from './use-cases/read-safeguards.js';
import { ReadUnknown } from './use-cases/read-unknown.js';
import { ReleaseAttempt } from './use-cases/release-attempt.js';
import { ReleaseCharge } from './use-cases/release-charge.js';
import { ReleaseSubscription } from './use-cases/release-subscription.js';
import { RemindOfCases } from './use-cases/remind-of-cases.js';
import { RemindOfQuarantine } from './use-cases/remind-of-quarantine.js';
import { ResolveManual } from './use-cases/resolve-manual.js';
import { SwitchCharging } from './use-cases/switch-charging.js';

/** What people see of the engine's work, and where they step in. */
@Module({
  imports: [
    CustomersModule,
    MerchantsModule,
    SubscriptionsModule,
    SafeguardsModule,
    ChargesModule,
    InvoicesModule,
    RefundsModule,
  ],
  controllers: [
    OperationsController,
    ManualController,
    QuarantineController,
    SafeguardsController,
    RefundOperationsController,
    HoldOperationsController,
    GatewayCallsController,
  ],
  providers: [
    AuthorizationsRepository,
    CoverageRepository,
    DueRepository,
    EvidenceRepository,
    GatewayCallsReader,
    ManualRepository,
    QuarantineRepository,
    QueueRepository,
    AssignManual,
    DecideHold,
    ReadAuthorizations,
    ReadCoverage,
    ReadDue,
    ReadGatewayCalls,
    ReadManual,
    ReadQuarantine,
    ReadSafeguards,
    ReadUnknown,
    ReleaseAttempt,
    ReleaseCharge,
    ReleaseSubscription,
    RemindOfCases,
    RemindOfQuarantine,
    ResolveManual,
    SwitchCharging,
  ],
  exports: [RemindOfCases, RemindOfQuarantine],
})
export class OperationsModule {}
