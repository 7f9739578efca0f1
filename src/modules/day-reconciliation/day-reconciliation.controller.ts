import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { AcceptDifferencesRequest } from './dto/accept-differences.request.js';
import { AcceptedResponse } from './dto/accepted.response.js';
import { ApplyDifferenceRequest } from './dto/apply-difference.request.js';
import { AssignDifferenceRequest } from './dto/assign-difference.request.js';
import { DayParams } from './dto/day.params.js';
import {
  presentDay,
  presentSchedule,
  ReconciliationDayResponse,
  ScheduleResponse,
} from './dto/day.response.js';
import { DaysQuery } from './dto/days.query.js';
import { DifferenceResponse, presentDifference } from './dto/difference.response.js';
import { DifferencesQuery } from './dto/differences.query.js';
import { ScheduleRequest } from './dto/schedule.request.js';
import { AcceptDifferences } from './use-cases/accept-differences.js';
import { ApplyDifference } from './use-cases/apply-difference.js';
import { AssignDifference } from './use-cases/assign-difference.js';
import { ReadDays } from './use-cases/read-days.js';
import { RequestDay } from './use-cases/request-day.js';
import { SetSchedule } from './use-cases/set-schedule.js';

@ApiTags('operations')
@Controller('v1/ops/reconciliation')
export class DayReconciliationController {
  constructor(
    private readonly days: ReadDays,
    private readonly requestDay: RequestDay,
    private readonly setSchedule: SetSchedule,
    private readonly assignDifference: AssignDifference,
    private readonly applyDifference: ApplyDifference,
    private readonly acceptDifferences: AcceptDifferences,
  ) {}

  @Get('days')
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Days whose books were held against the reports of Ottu; the newest request first.',
  })
  @ApiPage(ReconciliationDayResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: DaysQuery) {
    return toPageResponse(await this.days.list(merchantId, query), presentDay);
  }

  @Post('days/:day/run')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Has a day compared with its report as it is now, in the background.' })
  @ApiOkResponse({ type: ReconciliationDayResponse })
  async run(@CurrentPrincipal() { merchantId }: Principal, @Param() { day }: DayParams) {
    return presentDay((await this.requestDay.execute(merchantId, day)).day);
  }

  @Post('days/:day/accept')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({
    summary: 'Accepts all open differences of a type on a day, for one reason; 2,000 at a time.',
  })
  @ApiOkResponse({ type: AcceptedResponse })
  accept(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param() { day }: DayParams,
    @Body() body: AcceptDifferencesRequest,
  ) {
    return this.acceptDifferences.execute(merchantId, day, body);
  }

  @Put('schedule')
  @RequireScope('ops:write')
  @ApiOperation({ summary: 'Begins or ends the comparison of every day, in the night after it.' })
  @ApiOkResponse({ type: ScheduleResponse })
  async schedule(@CurrentPrincipal() { merchantId }: Principal, @Body() { nightly }: ScheduleRequest) {
    return presentSchedule(await this.setSchedule.execute(merchantId, nightly));
  }

  @Get('differences')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'In what reports and books differ, with what is proposed; the newest first.' })
  @ApiPage(DifferenceResponse)
  async differences(@CurrentPrincipal() { merchantId }: Principal, @Query() query: DifferencesQuery) {
    const { page, now } = await this.days.listDifferences(merchantId, query);
    return toPageResponse(page, (row) => presentDifference(row, now));
  }

  @Post('differences/:id/assign')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Says who looks after it.' })
  @ApiOkResponse({ type: DifferenceResponse })
  async assign(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { owner }: AssignDifferenceRequest,
  ) {
    const { difference, now } = await this.assignDifference.execute(merchantId, id, owner);
    return presentDifference(difference, now);
  }

  @Post('differences/:id/apply')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Does what is proposed, or what you say instead; with evidence.' })
  @ApiOkResponse({ type: DifferenceResponse })
  async apply(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ApplyDifferenceRequest,
  ) {
    const { difference, now } = await this.applyDifference.execute(merchantId, id, body);
    return presentDifference(difference, now);
  }
}
