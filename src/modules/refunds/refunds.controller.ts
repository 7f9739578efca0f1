import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { CreateRefundRequest } from './dto/create-refund.request.js';
import { ListRefundsQuery } from './dto/list-refunds.query.js';
import { presentRefund, RefundResponse } from './dto/refund.response.js';
import { ReadRefunds } from './use-cases/read-refunds.js';
import { RequestRefund } from './use-cases/request-refund.js';

@ApiTags('refunds')
@Controller('v1')
export class RefundsController {
  constructor(
    private readonly requestRefund: RequestRefund,
    private readonly refunds: ReadRefunds,
  ) {}

  @Post('charges/:id/refund')
  @RequireScope('charges:write')
  @IdempotencyRequired()
  @ApiOperation({
    summary: 'Gives back a payment, or a part of it. It is sent within moments; follow its status.',
  })
  @ApiCreatedResponse({ type: RefundResponse })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CreateRefundRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentRefund(await this.requestRefund.execute(principal, id, body, key));
  }

  @Get('refunds')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'The refunds.' })
  @ApiPage(RefundResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListRefundsQuery) {
    return toPageResponse(await this.refunds.list(merchantId, query), presentRefund);
  }

  @Get('refunds/:id')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'One refund, and how far it is.' })
  @ApiOkResponse({ type: RefundResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentRefund(await this.refunds.get(merchantId, id));
  }
}
