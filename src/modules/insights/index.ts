export { ForecastEndResponse, ForetoldInvoiceResponse, presentEntries } from './dto/forecast.response.js';
export { InsightsModule } from './insights.module.js';
export { itemsOf, PlannedChanges, type Revise, type ToCome } from './planned-changes.js';
export { Foretell, type ForetellingFacts, type ForetoldView, MONTHS_TO_NEXT } from './use-cases/foretell.js';
