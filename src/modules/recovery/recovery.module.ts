import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { ChargesModule } from '../charges/index.js';
import { EventsModule } from '../events/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { CandidatesRepository } from './candidates.repository.js';
import { RecoveriesRepository } from './recoveries.repository.js';
import { RecoveryController } from './recovery.controller.js';
import { RecoveryOrdersRepository } from './recovery-orders.repository.js';
import { AdoptOrder } from './use-cases/adopt-order.js';
import { AskOrders } from './use-cases/ask-orders.js';
import { BillLostPeriod } from './use-cases/bill-lost-period.js';
import { EndOvertaken } from './use-cases/end-overtaken.js';
import { EndRecovery } from './use-cases/end-recovery.js';
import { ListOrders } from './use-cases/list-orders.js';
import { ReadRecovery } from './use-cases/read-recovery.js';
import { RunRecovery } from './use-cases/run-recovery.js';

/** After a restore or failover: what the database has forgotten and the platform has not. */
@Module({
  imports: [
    GatewayModule,
    EventsModule,
    MerchantsModule,
    CardsModule,
    SubscriptionsModule,
    InvoicesModule,
    ChargesModule,
  ],
  controllers: [RecoveryController],
  providers: [
    CandidatesRepository,
    RecoveriesRepository,
    RecoveryOrdersRepository,
    AdoptOrder,
    AskOrders,
    BillLostPeriod,
    EndOvertaken,
    EndRecovery,
    ListOrders,
    ReadRecovery,
    RunRecovery,
  ],
  exports: [EndRecovery, RunRecovery],
})
export class RecoveryModule {}
