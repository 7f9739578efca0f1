import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { LastAuditResponse, presentLastAudit } from './dto/last-audit.response.js';
import { ReadLastAudit } from './use-cases/read-last-audit.js';

@ApiTags('operations')
@Controller('v1/ops/audit')
export class AuditController {
  constructor(private readonly lastAudit: ReadLastAudit) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'When the nightly audit of the books last came to its end, and what it found.' })
  @ApiOkResponse({ type: LastAuditResponse })
  async read(@CurrentPrincipal() { merchantId }: Principal) {
    return presentLastAudit(await this.lastAudit.execute(merchantId));
  }
}
