import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { ChargebackResponse, presentChargeback } from './dto/chargeback.response.js';
import { ListChargebacksQuery } from './dto/list-chargebacks.query.js';
import { RecordChargebackRequest, ResolveChargebackRequest } from './dto/record-chargeback.request.js';
import { ReadChargebacks } from './use-cases/read-chargebacks.js';
import { RecordChargeback } from './use-cases/record-chargeback.js';
import { ResolveChargeback } from './use-cases/resolve-chargeback.js';

@ApiTags('charges')
@Controller('v1')
export class ChargebacksController {
  constructor(
    private readonly record: RecordChargeback,
    private readonly resolve: ResolveChargeback,
    private readonly chargebacks: ReadChargebacks,
  ) {}

  @Post('charges/:id/chargebacks')
  @RequireScope('charges:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: "Records that the customer's bank took a payment back, or a part of it." })
  @ApiCreatedResponse({ type: ChargebackResponse })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: RecordChargebackRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentChargeback(await this.record.execute(principal, id, body, key));
  }

  @Post('chargebacks/:id/resolve')
  @HttpCode(200)
  @RequireScope('charges:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Says how a chargeback ended.' })
  @ApiOkResponse({ type: ChargebackResponse })
  async end(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ResolveChargebackRequest,
  ) {
    return presentChargeback(await this.resolve.execute(merchantId, id, body));
  }

  @Get('chargebacks')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'The chargebacks.' })
  @ApiPage(ChargebackResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListChargebacksQuery) {
    return toPageResponse(await this.chargebacks.list(merchantId, query), presentChargeback);
  }

  @Get('chargebacks/:id')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'One chargeback.' })
  @ApiOkResponse({ type: ChargebackResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentChargeback(await this.chargebacks.get(merchantId, id));
  }
}
