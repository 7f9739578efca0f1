import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { MerchantResponse } from './dto/merchant.response.js';
import { ReadMerchant } from './use-cases/read-merchant.js';

@ApiTags('merchant')
@Controller('v1/merchant')
export class MerchantsController {
  constructor(private readonly readMerchant: ReadMerchant) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOkResponse({ type: MerchantResponse })
  get(@CurrentPrincipal() principal: Principal) {
    return this.readMerchant.get(principal.merchantId);
  }
}
