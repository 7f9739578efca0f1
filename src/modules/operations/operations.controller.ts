import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { SwitchChargingRequest } from './dto/charging.request.js';
import { ChargingResponse, presentCharging } from './dto/charging.response.js';
import { CoverageResponse, presentCoverage } from './dto/coverage.response.js';
import { DueResponse } from './dto/due.response.js';
import { LimitQuery } from './dto/limit.query.js';
import { presentUnknown, UnknownAttemptResponse } from './dto/unknown-attempt.response.js';
import { ReadCoverage } from './use-cases/read-coverage.js';
import { ReadDue } from './use-cases/read-due.js';
import { ReadUnknown } from './use-cases/read-unknown.js';
import { SwitchCharging } from './use-cases/switch-charging.js';

@ApiTags('operations')
@Controller('v1/ops')
export class OperationsController {
  constructor(
    private readonly due: ReadDue,
    private readonly unknown: ReadUnknown,
    private readonly charging: SwitchCharging,
    private readonly coverage: ReadCoverage,
  ) {}

  @Get('due')
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'What is due now and next: subscriptions to bill, charges to attempt, checks to make.',
  })
  @ApiOkResponse({ type: DueResponse })
  readDue(@CurrentPrincipal() { merchantId }: Principal, @Query() { limit }: LimitQuery) {
    return this.due.execute(merchantId, limit);
  }

  @Get('unknown')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'Payments of which nobody knows yet whether money moved; the oldest first.' })
  @ApiPage(UnknownAttemptResponse)
  async readUnknown(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.unknown.execute(merchantId, query), presentUnknown);
  }

  @Get('coverage')
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Whether every period that was due was billed, skipped for a reason, or waits in a queue.',
  })
  @ApiOkResponse({ type: CoverageResponse })
  async readCoverage(@CurrentPrincipal() { merchantId }: Principal, @Query() { limit }: LimitQuery) {
    return presentCoverage(await this.coverage.execute(merchantId, limit));
  }

  @Get('charging')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'Whether cards are charged, and if not, why.' })
  @ApiOkResponse({ type: ChargingResponse })
  async readCharging(@CurrentPrincipal() { merchantId }: Principal) {
    return presentCharging(await this.charging.read(merchantId));
  }

  @Post('charging/stop')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'No card is charged from now on. What was sent already is still followed up.' })
  @ApiOkResponse({ type: ChargingResponse })
  async stop(@CurrentPrincipal() principal: Principal, @Body() { reason }: SwitchChargingRequest) {
    return presentCharging(await this.charging.stop(principal, reason));
  }

  @Post('charging/resume')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Charges that became due meanwhile are made now.' })
  @ApiOkResponse({ type: ChargingResponse })
  async resume(@CurrentPrincipal() principal: Principal, @Body() { reason }: SwitchChargingRequest) {
    return presentCharging(await this.charging.resume(principal, reason));
  }
}
