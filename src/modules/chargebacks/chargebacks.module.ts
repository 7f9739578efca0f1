import { Module } from '@nestjs/common';
import { ChargesModule } from '../charges/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { RefundsModule } from '../refunds/index.js';
import { ChargebackLifecycle } from './chargeback-lifecycle.js';
import { ChargebacksController } from './chargebacks.controller.js';
import { ChargebacksRepository } from './chargebacks.repository.js';
import { ReadChargebacks } from './use-cases/read-chargebacks.js';
import { RecordChargeback } from './use-cases/record-chargeback.js';
import { ResolveChargeback } from './use-cases/resolve-chargeback.js';

@Module({
  imports: [MerchantsModule, LedgerModule, ChargesModule, RefundsModule],
  controllers: [ChargebacksController],
  providers: [
    ChargebackLifecycle,
    ChargebacksRepository,
    ReadChargebacks,
    RecordChargeback,
    ResolveChargeback,
  ],
})
export class ChargebacksModule {}
