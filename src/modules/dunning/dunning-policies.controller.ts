import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CreatePolicyRequest, UpdatePolicyRequest } from './dto/dunning-policy.requests.js';
import { DunningPolicyResponse, PolicyVersionResponse } from './dto/dunning-policy.response.js';
import { PolicyTermsRequest } from './dto/policy-terms.request.js';
import { AddPolicyVersion } from './use-cases/add-policy-version.js';
import { CreatePolicy } from './use-cases/create-policy.js';
import { ReadPolicies } from './use-cases/read-policies.js';
import { UpdatePolicy } from './use-cases/update-policy.js';

@ApiTags('dunning')
@Controller('v1/dunning-policies')
export class DunningPoliciesController {
  constructor(
    private readonly createPolicy: CreatePolicy,
    private readonly addPolicyVersion: AddPolicyVersion,
    private readonly updatePolicy: UpdatePolicy,
    private readonly readPolicies: ReadPolicies,
  ) {}

  @Post()
  @RequireScope('plans:write')
  @ApiOperation({
    summary: 'Makes a policy: when a declined renewal is tried again, what is written, and what comes last.',
  })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: DunningPolicyResponse })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreatePolicyRequest) {
    return this.createPolicy.execute(principal.merchantId, body);
  }

  @Get()
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'The policies, each with the version in force.' })
  @ApiPage(DunningPolicyResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery) {
    return this.readPolicies.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'One policy with the version in force.' })
  @ApiOkResponse({ type: DunningPolicyResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readPolicies.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Renames a policy or makes it the default; its rules have versions instead.' })
  @ApiOkResponse({ type: DunningPolicyResponse })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: UpdatePolicyRequest,
  ) {
    return this.updatePolicy.execute(principal.merchantId, id, body);
  }

  @Post(':id/versions')
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Gives a policy new rules; ladders that run keep the version they began with.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: DunningPolicyResponse })
  addVersion(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: PolicyTermsRequest,
  ) {
    return this.addPolicyVersion.execute(principal.merchantId, id, body);
  }

  @Get(':id/versions')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'All versions of a policy.' })
  @ApiPage(PolicyVersionResponse)
  versions(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Query() query: PageQuery) {
    return this.readPolicies.versions(principal.merchantId, id, query);
  }
}
