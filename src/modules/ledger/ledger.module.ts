import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants/index.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { ReadTrialBalance } from './use-cases/read-trial-balance.js';

@Module({
  imports: [MerchantsModule],
  controllers: [LedgerController],
  providers: [LedgerRepository, ReadTrialBalance],
  exports: [LedgerRepository],
})
export class LedgerModule {}
