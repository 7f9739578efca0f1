import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { CustomersModule } from '../customers/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { ExportsRepository } from './exports.repository.js';
import { ImportLifecycle } from './import-lifecycle.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportCards } from './kinds/import-cards.js';
import { ImportCustomers } from './kinds/import-customers.js';
import { ImportOrders } from './kinds/import-orders.js';
import { CancelImport } from './use-cases/cancel-import.js';
import { ExportRows } from './use-cases/export-rows.js';
import { ForgetLeftovers } from './use-cases/forget-leftovers.js';
import { ReadImports } from './use-cases/read-imports.js';
import { ReceiveImport } from './use-cases/receive-import.js';
import { RunImports } from './use-cases/run-imports.js';

@Module({
  imports: [GatewayModule, CustomersModule, CardsModule, SubscriptionsModule],
  controllers: [ImportsController],
  providers: [
    ImportsRepository,
    ImportLifecycle,
    ExportsRepository,
    ImportCustomers,
    ImportCards,
    ImportOrders,
    ReceiveImport,
    RunImports,
    CancelImport,
    ForgetLeftovers,
    ReadImports,
    ExportRows,
  ],
  exports: [RunImports, ForgetLeftovers],
})
export class ImportsModule {}
