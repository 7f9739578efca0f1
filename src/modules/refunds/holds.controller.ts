import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { CaptureRequest, VoidRequest } from './dto/decide-hold.request.js';
import { HoldDecisionResponse, presentHoldDecision } from './dto/hold-decision.response.js';
import { ListRefundsQuery } from './dto/list-refunds.query.js';
import { DecideOnHold } from './use-cases/decide-hold.js';
import { ReadRefunds } from './use-cases/read-refunds.js';

@ApiTags('charges')
@Controller('v1')
export class HoldsController {
  constructor(
    private readonly decide: DecideOnHold,
    private readonly decisions: ReadRefunds,
  ) {}

  @Post('charges/:id/capture')
  @RequireScope('charges:write')
  @IdempotencyRequired()
  @ApiOperation({
    summary:
      'Takes what the bank holds for an authorized payment: all of it. Sent within moments; follow its status.',
  })
  @ApiCreatedResponse({ type: HoldDecisionResponse })
  async capture(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CaptureRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentHoldDecision(await this.decide.execute(principal, 'capture', id, body, key));
  }

  @Post('charges/:id/void')
  @RequireScope('charges:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Lets go of what the bank holds for an authorized payment: no money moves.' })
  @ApiCreatedResponse({ type: HoldDecisionResponse })
  async letGo(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: VoidRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentHoldDecision(await this.decide.execute(principal, 'void', id, body, key));
  }

  @Get('captures')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'The captures.' })
  @ApiPage(HoldDecisionResponse)
  async listCaptures(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListRefundsQuery) {
    return toPageResponse(await this.decisions.list(merchantId, query, 'capture'), presentHoldDecision);
  }

  @Get('captures/:id')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'One capture, and how far it is.' })
  @ApiOkResponse({ type: HoldDecisionResponse })
  async getCapture(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentHoldDecision(await this.decisions.get(merchantId, id, 'capture'));
  }

  @Get('voids')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'The voids.' })
  @ApiPage(HoldDecisionResponse)
  async listVoids(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListRefundsQuery) {
    return toPageResponse(await this.decisions.list(merchantId, query, 'void'), presentHoldDecision);
  }

  @Get('voids/:id')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'One void, and how far it is.' })
  @ApiOkResponse({ type: HoldDecisionResponse })
  async getVoid(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentHoldDecision(await this.decisions.get(merchantId, id, 'void'));
  }
}
