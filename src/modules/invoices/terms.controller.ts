import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { FreeLineRequest, RedeemCouponRequest } from './terms/dto/terms.requests.js';
import {
  DiscountsResponse,
  PendingLineResponse,
  PendingLinesResponse,
  presentPendingLine,
} from './terms/dto/terms.responses.js';
import { ChangeDiscounts } from './use-cases/change-discounts.js';
import { ChangePendingLines } from './use-cases/change-pending-lines.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id')
export class TermsController {
  constructor(
    private readonly discounts: ChangeDiscounts,
    private readonly lines: ChangePendingLines,
  ) {}

  @Get('coupons')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The coupons that a subscription has.' })
  @ApiOkResponse({ type: DiscountsResponse })
  listDiscounts(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return this.discounts.list(merchantId, id);
  }

  @Post('coupons')
  @RequireScope('subscriptions:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Redeems a coupon; it counts from the next invoice on.' })
  @ApiCreatedResponse({ type: DiscountsResponse })
  redeem(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: RedeemCouponRequest,
  ) {
    return this.discounts.redeem(merchantId, id, body.code);
  }

  @Delete('coupons/:discount')
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Takes a coupon off; invoices that were made with it keep it.' })
  @ApiOkResponse({ type: DiscountsResponse })
  removeDiscount(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('discount') discount: string,
  ) {
    return this.discounts.remove(merchantId, id, discount);
  }

  @Get('pending-lines')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The lines that wait for the next invoice of a subscription.' })
  @ApiOkResponse({ type: PendingLinesResponse })
  async listLines(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return { data: (await this.lines.list(merchantId, id)).map(presentPendingLine) };
  }

  @Post('pending-lines')
  @RequireScope('subscriptions:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Adds a line to the next invoice.' })
  @ApiCreatedResponse({ type: PendingLineResponse })
  async addLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: FreeLineRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentPendingLine(await this.lines.add(merchantId, id, body, key));
  }

  @Delete('pending-lines/:line')
  @HttpCode(204)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Takes a line off again, before an invoice has it.' })
  removeLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('line') line: string,
  ) {
    return this.lines.remove(merchantId, id, line);
  }
}
