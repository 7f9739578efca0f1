import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PlansModule } from '../plans/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsageController } from './usage.controller.js';
import { EarlierPeriodsRepository } from './earlier-periods.repository.js';
import { UsageRecordsRepository } from './usage-records.repository.js';
import { UsageTotalsRepository } from './usage-totals.repository.js';
import { UsageVoidsRepository } from './usage-voids.repository.js';
import { ReadUsage } from './use-cases/read-usage.js';
import { SetThreshold } from './use-cases/set-threshold.js';
import { RecordUsage } from './use-cases/record-usage.js';
import { VoidUsage } from './use-cases/void-usage.js';

@Module({
  imports: [CardsModule, MerchantsModule, PlansModule, SubscriptionsModule],
  controllers: [UsageController],
  providers: [
    UsageRecordsRepository,
    UsageTotalsRepository,
    UsageVoidsRepository,
    EarlierPeriodsRepository,
    RecordUsage,
    VoidUsage,
    ReadUsage,
    SetThreshold,
  ],
  exports: [SetThreshold, UsageTotalsRepository],
})
export class UsageModule {}
