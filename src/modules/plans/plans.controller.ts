import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CreatePlanRequest } from './dto/create-plan.request.js';
import { CreatePriceRequest } from './dto/create-price.request.js';
import { PLAN_EXAMPLES, PLAN_VERSION_EXAMPLES, PRICE_EXAMPLES } from './dto/examples.js';
import { ListPlansQuery } from './dto/list-plans.query.js';
import { PlanResponse } from './dto/plan.response.js';
import { CreatePlanVersionRequest, PlanVersionResponse, PlanVersionsResponse } from './dto/plan-version.js';
import { PriceResponse } from './dto/price.response.js';
import { UpdatePlanRequest } from './dto/update-plan.request.js';
import { CreatePlan } from './use-cases/create-plan.js';
import { CreatePrice } from './use-cases/create-price.js';
import { ReadPlans } from './use-cases/read-plans.js';
import { VersionPlan } from './use-cases/version-plan.js';
import { UpdatePlan } from './use-cases/update-plan.js';

@ApiTags('plans')
@Controller('v1/plans')
export class PlansController {
  constructor(
    private readonly createPlan: CreatePlan,
    private readonly readPlans: ReadPlans,
    private readonly updatePlan: UpdatePlan,
    private readonly createPrice: CreatePrice,
    private readonly versions: VersionPlan,
  ) {}

  @Post()
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Makes a plan with its first prices.' })
  @ApiIdempotencyKey(false)
  @ApiBody({ type: CreatePlanRequest, examples: PLAN_EXAMPLES })
  @ApiCreatedResponse({ type: PlanResponse })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreatePlanRequest) {
    return this.createPlan.execute(principal.merchantId, body);
  }

  @Get()
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'The plans.' })
  @ApiPage(PlanResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListPlansQuery) {
    return this.readPlans.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'One plan with the version that is sold and its prices.' })
  @ApiOkResponse({ type: PlanResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readPlans.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOperation({
    summary: 'Changes what does not touch what was sold: name, whether it is sold, how it is collected.',
  })
  @ApiOkResponse({ type: PlanResponse })
  update(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: UpdatePlanRequest) {
    return this.updatePlan.execute(principal.merchantId, id, body);
  }

  @Post(':id/prices')
  @RequireScope('plans:write')
  @ApiOperation({
    summary:
      'Adds a price to the version that is sold. Prices never change; another amount is another price.',
  })
  @ApiIdempotencyKey(false)
  @ApiBody({ type: CreatePriceRequest, examples: PRICE_EXAMPLES })
  @ApiCreatedResponse({ type: PriceResponse })
  addPrice(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CreatePriceRequest,
  ) {
    return this.createPrice.execute(principal.merchantId, id, body);
  }

  @Post(':id/versions')
  @RequireScope('plans:write')
  @ApiOperation({
    summary: 'Sells the plan anew: with other features or prices. Subscriptions that run keep theirs.',
  })
  @ApiIdempotencyKey(false)
  @ApiBody({ type: CreatePlanVersionRequest, examples: PLAN_VERSION_EXAMPLES })
  @ApiCreatedResponse({ type: PlanVersionResponse })
  addVersion(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CreatePlanVersionRequest,
  ) {
    return this.versions.create(principal.merchantId, id, body);
  }

  @Get(':id/versions')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'All versions of a plan.' })
  @ApiOkResponse({ type: PlanVersionsResponse })
  async listVersions(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return { data: await this.versions.list(principal.merchantId, id) };
  }
}
