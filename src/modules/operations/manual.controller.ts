import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { AssignManualRequest } from './dto/assign-manual.request.js';
import { AssignmentResponse, presentAssignment } from './dto/assignment.response.js';
import { ManualCaseResponse, presentManualCase } from './dto/manual-case.response.js';
import { ManualDecisionResponse, presentDecision } from './dto/manual-decision.response.js';
import { ManualQuery } from './dto/manual.query.js';
import { ResolveManualRequest } from './dto/resolve-manual.request.js';
import { AssignManual } from './use-cases/assign-manual.js';
import { ReadManual } from './use-cases/read-manual.js';
import { ResolveManual } from './use-cases/resolve-manual.js';

@ApiTags('operations')
@Controller('v1/ops/manual')
export class ManualController {
  constructor(
    private readonly manual: ReadManual,
    private readonly assignManual: AssignManual,
    private readonly resolveManual: ResolveManual,
  ) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'What waits for a person, with all evidence; the oldest first.' })
  @ApiPage(ManualCaseResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ManualQuery) {
    return toPageResponse(await this.manual.execute(merchantId, query), presentManualCase);
  }

  @Post(':attempt/assign')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Says who looks after it.' })
  @ApiParam({
    name: 'attempt',
    description: 'The attempt (`att_…`); or its charge (`chg_…`), which may wait for a person without any.',
  })
  @ApiOkResponse({ type: AssignmentResponse })
  async assign(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('attempt') attempt: string,
    @Body() { owner }: AssignManualRequest,
  ) {
    return presentAssignment(await this.assignManual.execute(merchantId, attempt, owner));
  }

  @Post(':attempt/resolve')
  @HttpCode(200)
  @RequireScope('ops:write')
  @IdempotencyRequired()
  @ApiOperation({
    summary: 'Says what became of the money; a proposal only, where the merchant asks for a second person.',
    description:
      'The doubt has held back the end of collection and not its days. Where the days of grace are over, `not_paid` takes the access away at once. Where the last day is over, one more try of the card is made if it is allowed, and where that is not paid the last step follows within seconds: it cancels the subscription, or does what the policy says, and the customer gets no other notice. Tell your customer before you decide.',
  })
  @ApiOkResponse({ type: ManualDecisionResponse })
  async resolve(
    @CurrentPrincipal() principal: Principal,
    @Param('attempt') attempt: string,
    @Body() body: ResolveManualRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentDecision(await this.resolveManual.execute(principal, attempt, body, key), attempt);
  }
}
