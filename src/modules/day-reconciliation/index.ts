import { ReconciliationDay } from './reconciliation-day.entity.js';
import { ReportDifference } from './report-difference.entity.js';
import { ReconciliationSchedule, ReportDownload, StagedLine } from './staging.entities.js';

export { DayReconciliationModule } from './day-reconciliation.module.js';
export { DAYS_DUE, DaysRepository, SCHEDULES_DUE } from './days.repository.js';
export { CompareDay } from './use-cases/compare-day.js';
export { RunDays } from './use-cases/run-days.js';
export { SetSchedule } from './use-cases/set-schedule.js';
export { StageFile } from './use-cases/stage-file.js';
export const DAY_RECONCILIATION_ENTITIES = [
  ReconciliationDay,
  ReportDifference,
  ReconciliationSchedule,
  ReportDownload,
  StagedLine,
];
