import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/index.js';
import { CustomersModule } from '../customers/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { ApplyBalance } from './apply-balance.js';
import { BalanceBook } from './balance-book.js';
import { BalancesController } from './balances.controller.js';
import { BalancesRepository } from './balances.repository.js';
import { AdjustBalance } from './use-cases/adjust-balance.js';
import { ReadBalance } from './use-cases/read-balance.js';

@Module({
  imports: [MerchantsModule, CustomersModule, CardsModule, LedgerModule],
  controllers: [BalancesController],
  providers: [BalancesRepository, BalanceBook, ApplyBalance, AdjustBalance, ReadBalance],
  exports: [BalancesRepository, BalanceBook, ApplyBalance],
})
export class BalancesModule {}
