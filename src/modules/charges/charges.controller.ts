import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { ChargeResponse, presentCharge } from './dto/charge.response.js';
import { ListChargesQuery } from './dto/list-charges.query.js';
import { ReadCharges } from './use-cases/read-charges.js';

@ApiTags('charges')
@Controller('v1/charges')
export class ChargesController {
  constructor(private readonly charges: ReadCharges) {}

  @Get()
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'The charges: the collecting of one invoice each, with every attempt.' })
  @ApiPage(ChargeResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListChargesQuery) {
    return toPageResponse(await this.charges.list(merchantId, query), presentCharge);
  }

  @Get(':id')
  @RequireScope('charges:read')
  @ApiOperation({ summary: 'One charge with every attempt.' })
  @ApiOkResponse({ type: ChargeResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCharge(await this.charges.get(merchantId, id));
  }
}
