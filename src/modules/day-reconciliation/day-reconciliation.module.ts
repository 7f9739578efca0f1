import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { ChargesModule } from '../charges/index.js';
import { EventsModule } from '../events/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { RefundsModule } from '../refunds/index.js';
import { BooksRepository } from './books.repository.js';
import { DayLifecycle } from './day-lifecycle.js';
import { DayReconciliationController } from './day-reconciliation.controller.js';
import { DaysRepository } from './days.repository.js';
import { DifferenceLifecycle } from './difference-lifecycle.js';
import { DifferencesRepository } from './differences.repository.js';
import { LinesRepository } from './lines.repository.js';
import { MatchLines } from './match-lines.js';
import { AcceptDifferences } from './use-cases/accept-differences.js';
import { ApplyDifference } from './use-cases/apply-difference.js';
import { AskAboutLate } from './use-cases/ask-about-late.js';
import { AskPlatform } from './use-cases/ask-platform.js';
import { AssignDifference } from './use-cases/assign-difference.js';
import { CompareDay } from './use-cases/compare-day.js';
import { FetchFile } from './use-cases/fetch-file.js';
import { ReadDays } from './use-cases/read-days.js';
import { RequestDay } from './use-cases/request-day.js';
import { RunDays } from './use-cases/run-days.js';
import { SetSchedule } from './use-cases/set-schedule.js';
import { StageFile } from './use-cases/stage-file.js';

/** Holds the books of a day against the platform's report of it, and keeps in what they differ. */
@Module({
  imports: [GatewayModule, MerchantsModule, EventsModule, ChargesModule, RefundsModule],
  controllers: [DayReconciliationController],
  providers: [
    DaysRepository,
    BooksRepository,
    LinesRepository,
    MatchLines,
    DifferencesRepository,
    DayLifecycle,
    DifferenceLifecycle,
    FetchFile,
    StageFile,
    CompareDay,
    AskAboutLate,
    AskPlatform,
    RunDays,
    RequestDay,
    SetSchedule,
    ReadDays,
    AssignDifference,
    ApplyDifference,
    AcceptDifferences,
  ],
  exports: [RunDays],
})
export class DayReconciliationModule {}
