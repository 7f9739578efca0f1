import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CheckoutResponse } from '../subscriptions/index.js';
import { presentCheckout } from './dto/present-checkout.js';
import { OpenCheckout } from './use-cases/open-checkout.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id/checkout')
export class CheckoutController {
  constructor(private readonly checkout: OpenCheckout) {}

  /** The open hosted page of an incomplete subscription, or a new one. */
  @Post()
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOkResponse({ type: CheckoutResponse })
  async open(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCheckout(await this.checkout.openByPublicId(merchantId, id));
  }
}
