import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { BreakerResponse, presentBreaker } from './dto/breaker.response.js';
import { BudgetResponse, presentBudget } from './dto/budget.response.js';
import { DecideHoldRequest } from './dto/decide-hold.request.js';
import { HoldQuery } from './dto/hold.query.js';
import { HoldResponse, presentHold } from './dto/hold.response.js';
import { DecideHold } from './use-cases/decide-hold.js';
import { ReadSafeguards } from './use-cases/read-safeguards.js';

@ApiTags('operations')
@Controller('v1/ops')
export class SafeguardsController {
  constructor(
    private readonly safeguards: ReadSafeguards,
    private readonly decideHold: DecideHold,
  ) {}

  @Get('budgets')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'The requests to Ottu by day and API user; the newest day first.' })
  @ApiPage(BudgetResponse)
  async budgets(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.safeguards.budgets(merchantId, query), presentBudget);
  }

  @Get('breakers')
  @RequireScope('ops:read')
  @ApiOperation({
    summary:
      'Whether cards are charged through each gateway; missing are those that were never silent and do not refuse your account.',
  })
  @ApiPage(BreakerResponse)
  async breakers(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.safeguards.breakers(merchantId, query), presentBreaker);
  }

  @Get('holds')
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Charges that are held because they are far more than expected; the newest first.',
  })
  @ApiPage(HoldResponse)
  async holds(@CurrentPrincipal() { merchantId }: Principal, @Query() query: HoldQuery) {
    return toPageResponse(await this.safeguards.holds(merchantId, query), presentHold);
  }

  @Post('holds/:hold/approve')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({
    summary: 'Lets the held charges go; a proposal only, where the merchant asks for a second person.',
  })
  @ApiOkResponse({ type: HoldResponse })
  async approve(
    @CurrentPrincipal() principal: Principal,
    @Param('hold') hold: string,
    @Body() body: DecideHoldRequest,
  ) {
    return presentHold(await this.decideHold.execute(principal, hold, 'approved', body));
  }

  @Post('holds/:hold/dismiss')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Lifts the hold once its cause is mended: what is due then is judged anew.' })
  @ApiOkResponse({ type: HoldResponse })
  async dismiss(
    @CurrentPrincipal() principal: Principal,
    @Param('hold') hold: string,
    @Body() body: DecideHoldRequest,
  ) {
    return presentHold(await this.decideHold.execute(principal, hold, 'dismissed', body));
  }
}
