import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { PaymentMethodsQuery } from './dto/payment-methods.query.js';
import {
  PaymentMethodsResponse,
  presentMethods,
  presentRoute,
  RouteResponse,
} from './dto/payment-methods.response.js';
import { SetRouteRequest } from './dto/set-route.request.js';
import { ListPaymentMethods } from './use-cases/list-payment-methods.js';
import { SetRoute } from './use-cases/set-route.js';

@ApiTags('merchant')
@Controller('v1')
export class PaymentMethodsController {
  constructor(
    private readonly methods: ListPaymentMethods,
    private readonly setRoute: SetRoute,
  ) {}

  @Get('payment-methods')
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'The gateways of the Ottu account, and what each can do. Kept for a day.' })
  @ApiOkResponse({ type: PaymentMethodsResponse })
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() { currency }: PaymentMethodsQuery) {
    return presentMethods(await this.methods.execute(merchantId, currency));
  }

  @Delete('payment-methods/cache')
  @HttpCode(204)
  @RequireScope('customers:write')
  @ApiOperation({ summary: 'Forgets what is kept, after something was changed at Ottu.' })
  @ApiNoContentResponse()
  clear(@CurrentPrincipal() { merchantId }: Principal) {
    return this.methods.clear(merchantId);
  }

  @Put('merchant/routing')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Sets which gateway takes a currency, if Ottu says that it can.' })
  @ApiOkResponse({ type: RouteResponse })
  async route(@CurrentPrincipal() principal: Principal, @Body() { currency, gateway }: SetRouteRequest) {
    return presentRoute(await this.setRoute.execute(principal, currency, gateway));
  }
}
