import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { LimitQuery } from './dto/limit.query.js';
import { QuarantineResponse } from './dto/quarantine.response.js';
import { presentReleased, ReleasedResponse } from './dto/released.response.js';
import { ReadQuarantine } from './use-cases/read-quarantine.js';
import { ReleaseAttempt } from './use-cases/release-attempt.js';
import { ReleaseCharge } from './use-cases/release-charge.js';
import { ReleaseSubscription } from './use-cases/release-subscription.js';

@ApiTags('operations')
@Controller('v1/ops/quarantine')
export class QuarantineController {
  constructor(
    private readonly quarantine: ReadQuarantine,
    private readonly releaseSubscription: ReleaseSubscription,
    private readonly releaseCharge: ReleaseCharge,
    private readonly releaseAttempt: ReleaseAttempt,
  ) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'What was set aside because it failed again and again, so that the rest could go on.',
  })
  @ApiOkResponse({ type: QuarantineResponse })
  read(@CurrentPrincipal() { merchantId }: Principal, @Query() { limit }: LimitQuery) {
    return this.quarantine.execute(merchantId, limit);
  }

  @Post('subscriptions/:id/release')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiOperation({ summary: 'Lets a subscription that was set aside be billed again.' })
  @ApiIdempotencyKey(false)
  @ApiOkResponse({ type: ReleasedResponse })
  async subscription(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return presentReleased(await this.releaseSubscription.execute(principal, id));
  }

  @Post('charges/:id/release')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiOperation({ summary: 'Lets a charge that was set aside go on.' })
  @ApiIdempotencyKey(false)
  @ApiOkResponse({ type: ReleasedResponse })
  async charge(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return presentReleased(await this.releaseCharge.execute(principal, id));
  }

  @Post('attempts/:id/release')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Asks Ottu again about a payment that could not be asked about.' })
  @ApiOkResponse({ type: ReleasedResponse })
  async attempt(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return presentReleased(await this.releaseAttempt.execute(principal, id));
  }
}
