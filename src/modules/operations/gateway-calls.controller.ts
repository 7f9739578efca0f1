import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { GatewayCallQuery } from './dto/gateway-call.query.js';
import { GatewayCallListResponse, presentGatewayCall } from './dto/gateway-call.response.js';
import { ReadGatewayCalls } from './use-cases/read-gateway-calls.js';

@ApiTags('operations')
@Controller('v1/ops/calls')
export class GatewayCallsController {
  constructor(private readonly calls: ReadGatewayCalls) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Every call to Ottu of the last 90 days, the newest first; of one charge, if asked.',
  })
  @ApiOkResponse({ type: GatewayCallListResponse })
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: GatewayCallQuery) {
    return toPageResponse(await this.calls.list(merchantId, query), presentGatewayCall);
  }
}
