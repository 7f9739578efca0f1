import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { ListUsageQuery } from './dto/list-usage.query.js';
import {
  RecordUsageBatchRequest,
  RecordUsageRequest,
  SetThresholdRequest,
} from './dto/record-usage.request.js';
import {
  RecordedBatchResponse,
  RecordedUsageResponse,
  UsageRecordResponse,
  UsageSummaryResponse,
  UsageThresholdResponse,
} from './dto/usage.response.js';
import { ReadUsage } from './use-cases/read-usage.js';
import { RecordUsage } from './use-cases/record-usage.js';
import { SetThreshold } from './use-cases/set-threshold.js';
import { VoidUsage } from './use-cases/void-usage.js';
import { fieldPath } from '../../platform/http/field-path.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id/usage')
export class UsageController {
  constructor(
    private readonly recordUsage: RecordUsage,
    private readonly readUsage: ReadUsage,
    private readonly setThreshold: SetThreshold,
    private readonly voidUsage: VoidUsage,
  ) {}

  @Post()
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Records that something was used. The same `key` counts once.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: RecordedUsageResponse })
  async record(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: RecordUsageRequest,
  ) {
    return (await this.recordUsage.execute(merchantId, id, [body], () => ''))[0];
  }

  @Post('batch')
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Records many uses, all or none. The same `key` counts once.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: RecordedBatchResponse })
  async recordBatch(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { records }: RecordUsageBatchRequest,
  ) {
    return { data: await this.recordUsage.execute(merchantId, id, records, (i) => fieldPath('records', i)) };
  }

  @Post(':usage/void')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary:
      'Takes back usage that was told by mistake, while nothing of its price and period is on an invoice. Done twice, it is done once.',
  })
  @ApiIdempotencyKey(false)
  @ApiOkResponse({ type: UsageRecordResponse })
  voidRecord(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('usage') usage: string,
  ) {
    return this.voidUsage.execute(merchantId, id, usage);
  }

  @Put('threshold')
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Sets, or with null takes away, the amount of usage at which an invoice is made at once.',
  })
  @ApiOkResponse({ type: UsageThresholdResponse })
  threshold(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { amount }: SetThresholdRequest,
  ) {
    return this.setThreshold.execute(merchantId, id, amount);
  }

  @Get()
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What was recorded of a subscription.' })
  @ApiPage(UsageRecordResponse)
  list(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: ListUsageQuery,
  ) {
    return this.readUsage.list(merchantId, id, query);
  }

  @Get('summary')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What was used in each period, what it costs, and what of it is billed.' })
  @ApiOkResponse({ type: UsageSummaryResponse })
  async summary(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return { data: await this.readUsage.summary(merchantId, id) };
  }
}
