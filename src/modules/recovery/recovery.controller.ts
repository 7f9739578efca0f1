import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { presentRecovery, RecoveryResponse } from './dto/recovery.response.js';
import { ReadRecovery } from './use-cases/read-recovery.js';

/** Read only: the whole database was restored, so no single merchant's key may end it. */
@ApiTags('operations')
@Controller('v1/ops/recovery')
export class RecoveryController {
  constructor(private readonly recovery: ReadRecovery) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({
    summary: 'Whether charging waits because the database was restored, and what was found since.',
  })
  @ApiOkResponse({ type: RecoveryResponse })
  async read(@CurrentPrincipal() { merchantId }: Principal) {
    return presentRecovery(await this.recovery.execute(merchantId));
  }
}
