import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { PriceResponse } from './dto/price.response.js';
import { UpdatePriceRequest } from './dto/update-price.request.js';
import { ReadPrice } from './use-cases/read-price.js';
import { UpdatePrice } from './use-cases/update-price.js';

@ApiTags('plans')
@Controller('v1/prices')
export class PricesController {
  constructor(
    private readonly readPrice: ReadPrice,
    private readonly updatePrice: UpdatePrice,
  ) {}

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOkResponse({ type: PriceResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readPrice.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOkResponse({ type: PriceResponse })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: UpdatePriceRequest,
  ) {
    return this.updatePrice.execute(principal.merchantId, id, body);
  }
}
