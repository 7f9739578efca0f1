import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { TrialBalanceQuery } from './dto/trial-balance.query.js';
import { presentTrialBalance, TrialBalanceResponse } from './dto/trial-balance.response.js';
import { ReadTrialBalance } from './use-cases/read-trial-balance.js';

@ApiTags('ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(private readonly trialBalance: ReadTrialBalance) {}

  @Get('trial-balance')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'What stood in every account at the end of a day, and what moved on it.' })
  @ApiOkResponse({ type: TrialBalanceResponse })
  async read(@CurrentPrincipal() { merchantId }: Principal, @Query() query: TrialBalanceQuery) {
    return presentTrialBalance(await this.trialBalance.execute(merchantId, query.date));
  }
}
