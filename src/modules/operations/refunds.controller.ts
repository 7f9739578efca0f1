import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import {
  DecideRefund,
  DecideRefundRequest,
  DecideSurplus,
  DecideSurplusRequest,
  presentRefund,
  presentSurplus,
  ReadSurplus,
  RefundResponse,
  ResolveRefund,
  ResolveRefundRequest,
  SurplusResponse,
} from '../refunds/index.js';

@ApiTags('operations')
@Controller('v1/ops')
export class RefundOperationsController {
  constructor(
    private readonly surplus: ReadSurplus,
    private readonly decideSurplus: DecideSurplus,
    private readonly resolveRefund: ResolveRefund,
    private readonly decideRefund: DecideRefund,
  ) {}

  @Get('surplus')
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Money that nobody owed and that is still here, with what is done; the oldest first.',
  })
  @ApiPage(SurplusResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.surplus.execute(merchantId, query), presentSurplus);
  }

  @Post('surplus/:attempt/decide')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Says what becomes of money that waits for a person.' })
  @ApiOkResponse({ type: SurplusResponse })
  async decide(
    @CurrentPrincipal() principal: Principal,
    @Param('attempt') attempt: string,
    @Body() body: DecideSurplusRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentSurplus(await this.decideSurplus.execute(principal, attempt, body, key));
  }

  @Post('refunds/:id/decide')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'A second person agrees to a refund that waits for it, or ends it.' })
  @ApiOkResponse({ type: RefundResponse })
  async decideOne(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: DecideRefundRequest,
  ) {
    return presentRefund(await this.decideRefund.execute(principal, id, body));
  }

  @Post('refunds/:id/resolve')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Says what became of a refund that asking could not decide.' })
  @ApiOkResponse({ type: RefundResponse })
  async resolve(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ResolveRefundRequest,
  ) {
    return presentRefund(await this.resolveRefund.execute(merchantId, id, body));
  }
}
