import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CloseInvoiceRequest } from './dto/close-invoice.request.js';
import { ClosedInvoiceResponse, presentClosedInvoice } from './dto/closed-invoice.response.js';
import { FinalizeDrafts } from './use-cases/finalize-drafts.js';
import { CloseInvoice } from './use-cases/close-invoice.js';

@ApiTags('invoices')
@Controller('v1/invoices/:id')
export class InvoiceClosingController {
  constructor(
    private readonly close: CloseInvoice,
    private readonly finalize: FinalizeDrafts,
  ) {}

  @Post('finalize')
  @HttpCode(200)
  @RequireScope('invoices:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Makes a draft final now: it gets its number, and is collected.' })
  @ApiOkResponse({ type: ClosedInvoiceResponse })
  async finalizeNow(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
  ): Promise<ClosedInvoiceResponse> {
    return presentClosedInvoice(await this.finalize.byHand(merchantId, id));
  }

  @Post('void')
  @HttpCode(200)
  @RequireScope('invoices:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({
    summary:
      'Nothing is owed for an open invoice any more; its number stays. A draft is discarded and never gets one.',
  })
  @ApiOkResponse({ type: ClosedInvoiceResponse })
  async void(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { reason }: CloseInvoiceRequest,
  ): Promise<ClosedInvoiceResponse> {
    return presentClosedInvoice(await this.close.void(merchantId, id, reason));
  }

  @Post('mark-uncollectible')
  @HttpCode(200)
  @RequireScope('invoices:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'An open invoice is written off. The customer can still pay it by its link.' })
  @ApiOkResponse({ type: ClosedInvoiceResponse })
  async markUncollectible(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { reason }: CloseInvoiceRequest,
  ): Promise<ClosedInvoiceResponse> {
    return presentClosedInvoice(await this.close.writeOff(merchantId, id, reason));
  }
}
