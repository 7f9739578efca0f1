import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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
  @ApiOperation({ summary: 'One price.' })
  @ApiOkResponse({ type: PriceResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readPrice.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Renames a price, or takes it off sale; subscriptions that have it go on.' })
  @ApiOkResponse({ type: PriceResponse })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: UpdatePriceRequest,
  ) {
    return this.updatePrice.execute(principal.merchantId, id, body);
  }
}
