import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
  @ApiIdempotencyKey(false)
  @ApiBody({ type: CreatePlanRequest, examples: PLAN_EXAMPLES })
  @ApiCreatedResponse({ type: PlanResponse })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreatePlanRequest) {
    return this.createPlan.execute(principal.merchantId, body);
  }

  @Get()
  @RequireScope('plans:read')
  @ApiPage(PlanResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListPlansQuery) {
    return this.readPlans.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOkResponse({ type: PlanResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readPlans.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOkResponse({ type: PlanResponse })
  update(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: UpdatePlanRequest) {
    return this.updatePlan.execute(principal.merchantId, id, body);
  }

  @Post(':id/prices')
  @RequireScope('plans:write')
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
  @ApiOkResponse({ type: PlanVersionsResponse })
  async listVersions(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return { data: await this.versions.list(principal.merchantId, id) };
  }
}
