import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CheckoutResponse } from '../subscriptions/index.js';
import { presentCheckout } from './dto/present-checkout.js';
import { OpenCheckout } from './use-cases/open-checkout.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id/checkout')
export class CheckoutController {
  constructor(private readonly checkout: OpenCheckout) {}

  @Post()
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'The open hosted page of an incomplete subscription, or a new one.' })
  @ApiOkResponse({ type: CheckoutResponse })
  async open(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCheckout(await this.checkout.openByPublicId(merchantId, id));
  }
}
