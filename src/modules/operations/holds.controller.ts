import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyRequired } from '../../platform/idempotency/index.js';
import {
  HoldDecisionResponse,
  presentHoldDecision,
  ResolveHoldRequest,
  ResolveRefund,
} from '../refunds/index.js';
import { AuthorizationResponse, presentAuthorization } from './dto/authorization.response.js';
import { ReadAuthorizations } from './use-cases/read-authorizations.js';

@ApiTags('operations')
@Controller('v1/ops')
export class HoldOperationsController {
  constructor(
    private readonly authorizations: ReadAuthorizations,
    private readonly resolve: ResolveRefund,
  ) {}

  @Get('authorizations')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'Payments that banks hold and nobody has captured or voided; the oldest first.' })
  @ApiPage(AuthorizationResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.authorizations.execute(merchantId, query), presentAuthorization);
  }

  @Post('captures/:id/resolve')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Says what became of a capture that asking could not decide.' })
  @ApiOkResponse({ type: HoldDecisionResponse })
  async resolveCapture(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { outcome, ...said }: ResolveHoldRequest,
  ) {
    const isDone = outcome === 'done';
    return presentHoldDecision(await this.resolve.resolve(merchantId, 'capture', id, { ...said, isDone }));
  }

  @Post('voids/:id/resolve')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Says what became of a void that asking could not decide.' })
  @ApiOkResponse({ type: HoldDecisionResponse })
  async resolveVoid(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { outcome, ...said }: ResolveHoldRequest,
  ) {
    const isDone = outcome === 'done';
    return presentHoldDecision(await this.resolve.resolve(merchantId, 'void', id, { ...said, isDone }));
  }
}
