import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { AdjustBalanceRequest } from './dto/adjust-balance.request.js';
import {
  BalanceEntryResponse,
  BalanceResponse,
  presentBalance,
  presentEntry,
} from './dto/balance.response.js';
import { AdjustBalance } from './use-cases/adjust-balance.js';
import { ReadBalance } from './use-cases/read-balance.js';

@ApiTags('customers')
@Controller('v1/customers/:id/balance')
export class BalancesController {
  constructor(
    private readonly readBalance: ReadBalance,
    private readonly adjustBalance: AdjustBalance,
  ) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'What is kept for the customer; the next invoice is paid out of it first.' })
  @ApiOkResponse({ type: BalanceResponse })
  async get(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ) {
    return presentBalance(await this.readBalance.execute(merchantId, id, query));
  }

  @Post('adjustments')
  @RequireScope('customers:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Gives the customer something, or takes it back.' })
  @ApiCreatedResponse({ type: BalanceEntryResponse })
  async adjust(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: AdjustBalanceRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentEntry(await this.adjustBalance.execute(principal, id, body, key));
  }
}
