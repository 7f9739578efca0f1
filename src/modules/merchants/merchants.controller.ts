import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { MerchantResponse } from './dto/merchant.response.js';
import { UpdateMerchantRequest } from './dto/update-merchant.request.js';
import { ReadMerchant } from './use-cases/read-merchant.js';
import { UpdateMerchant } from './use-cases/update-merchant.js';

@ApiTags('merchant')
@Controller('v1/merchant')
export class MerchantsController {
  constructor(
    private readonly readMerchant: ReadMerchant,
    private readonly updateMerchant: UpdateMerchant,
  ) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOkResponse({ type: MerchantResponse })
  get(@CurrentPrincipal() principal: Principal) {
    return this.readMerchant.get(principal.merchantId);
  }

  /** Admins only: whoever resolves payments alone must not be able to switch the second person off. */
  @Patch()
  @RequireScope('admin')
  @ApiOkResponse({ type: MerchantResponse })
  update(@CurrentPrincipal() principal: Principal, @Body() body: UpdateMerchantRequest) {
    return this.updateMerchant.execute(principal, body);
  }
}
