import { ApiProperty } from '@nestjs/swagger';
import { ForecastEndResponse, ForetoldInvoiceResponse, presentEntries } from '../../insights/index.js';
import { countedFrom } from '../../subscriptions/index.js';
import type { PhasesPreview } from '../use-cases/preview-phases.js';
import { PhasePreviewResponse, presentPhases } from './phase-preview.response.js';

/** As many as show what the running items still bill before a phase. */
const MOST_SHOWN = 2;

export class PhasesPreviewResponse {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ type: [PhasePreviewResponse], description: 'What they change, and when.' })
  phases: PhasePreviewResponse[];

  @ApiProperty({ type: [ForetoldInvoiceResponse], description: 'What is billed next, at most two.' })
  next_invoices: ForetoldInvoiceResponse[];

  @ApiProperty({
    type: ForecastEndResponse,
    nullable: true,
    description: 'What comes instead of another invoice, where that is foreseen.',
  })
  end: ForecastEndResponse | null;
}

export function presentPhasesPreview(preview: PhasesPreview): PhasesPreviewResponse {
  const { subscription, phases, forecast, balanceMinor, isWhole } = preview;
  const shown = presentEntries(forecast.entries, balanceMinor, isWhole);
  const { end } = forecast;
  return {
    currency: subscription.currency,
    phases: presentPhases(phases, countedFrom(subscription), (entry) => shown[forecast.entries.indexOf(entry)]!), // prettier-ignore
    next_invoices: shown.slice(0, MOST_SHOWN),
    end: end && { ...end, at: end.at.toISOString() },
  };
}
