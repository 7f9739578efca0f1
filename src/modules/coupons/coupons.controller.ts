import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CouponResponse, presentCoupon } from './dto/coupon.response.js';
import { CreateCouponRequest } from './dto/create-coupon.request.js';
import { ListCouponsQuery } from './dto/list-coupons.query.js';
import { RenameCouponRequest } from './dto/rename-coupon.request.js';
import { CreateCoupon } from './use-cases/create-coupon.js';
import { DeactivateCoupon } from './use-cases/deactivate-coupon.js';
import { ReadCoupons } from './use-cases/read-coupons.js';
import { RenameCoupon } from './use-cases/rename-coupon.js';

@ApiTags('coupons')
@Controller('v1/coupons')
export class CouponsController {
  constructor(
    private readonly createCoupon: CreateCoupon,
    private readonly renameCoupon: RenameCoupon,
    private readonly deactivateCoupon: DeactivateCoupon,
    private readonly coupons: ReadCoupons,
  ) {}

  @Post()
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Makes a coupon. What it takes off never changes; it can be withdrawn.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: CouponResponse })
  async create(@CurrentPrincipal() { merchantId }: Principal, @Body() body: CreateCouponRequest) {
    return presentCoupon(await this.createCoupon.execute(merchantId, body));
  }

  @Get()
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'The coupons.' })
  @ApiPage(CouponResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListCouponsQuery) {
    return toPageResponse(await this.coupons.list(merchantId, query), presentCoupon);
  }

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'One coupon, with how often it was redeemed.' })
  @ApiOkResponse({ type: CouponResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCoupon(await this.coupons.get(merchantId, id));
  }

  @Patch(':id')
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Calls it something else, on invoices to come. What it takes off stays.' })
  @ApiOkResponse({ type: CouponResponse })
  async rename(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: RenameCouponRequest,
  ) {
    return presentCoupon(await this.renameCoupon.execute(merchantId, id, body));
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'It is not redeemed any more. Discounts that were given by it go on.' })
  @ApiOkResponse({ type: CouponResponse })
  async deactivate(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCoupon(await this.deactivateCoupon.execute(merchantId, id));
  }
}
