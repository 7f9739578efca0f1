import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import {
  ExplainedInvoiceResponse,
  ExplainedSubscriptionResponse,
  presentExplainedInvoice,
  presentExplainedSubscription,
} from './dto/explain.response.js';
import { ForecastQuery } from './dto/forecast.query.js';
import {
  ForecastResponse,
  ForetoldInvoiceResponse,
  presentForecast,
  presentUpcoming,
} from './dto/forecast.response.js';
import { ExplainInvoice } from './use-cases/explain-invoice.js';
import { ExplainSubscription } from './use-cases/explain-subscription.js';
import { Foretell } from './use-cases/foretell.js';

@ApiTags('explanations')
@Controller('v1')
export class InsightsController {
  constructor(
    private readonly explainInvoice: ExplainInvoice,
    private readonly explainSubscription: ExplainSubscription,
    private readonly foretell: Foretell,
  ) {}

  @Get('invoices/:id/explain')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'Why an invoice has its amount, line by line, and every attempt at its money.' })
  @ApiOkResponse({ type: ExplainedInvoiceResponse })
  async invoice(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentExplainedInvoice(await this.explainInvoice.execute(merchantId, id));
  }

  @Get('subscriptions/:id/explain')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'Why nothing was charged, or when something will be, in words.' })
  @ApiOkResponse({ type: ExplainedSubscriptionResponse })
  async subscription(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentExplainedSubscription(await this.explainSubscription.execute(merchantId, id));
  }

  @Get('subscriptions/:id/upcoming-invoice')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The next invoice as it would be billed. Nothing is written.' })
  @ApiOkResponse({ type: ForetoldInvoiceResponse })
  async upcoming(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentUpcoming(await this.foretell.upcoming(merchantId, id));
  }

  @Get('subscriptions/:id/forecast')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What will be billed in the months to come, if nobody asks for anything more.' })
  @ApiOkResponse({ type: ForecastResponse })
  async forecast(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: ForecastQuery,
  ) {
    return presentForecast(await this.foretell.forecast(merchantId, id, query.months));
  }
}
