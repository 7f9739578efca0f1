import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CreateInvoiceRequest } from '../charges/index.js';
import { InvoicePreviewResponse, presentInvoicePreview } from './dto/invoice-preview.response.js';
import { PreviewInvoice } from './use-cases/preview-invoice.js';

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicePreviewsController {
  constructor(private readonly invoice: PreviewInvoice) {}

  @Post('preview')
  @HttpCode(200)
  @RequireScope('invoices:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What an invoice made by hand would come to; nothing is written.' })
  @ApiOkResponse({ type: InvoicePreviewResponse })
  async preview(@CurrentPrincipal() { merchantId }: Principal, @Body() body: CreateInvoiceRequest) {
    return presentInvoicePreview(await this.invoice.execute(merchantId, body));
  }
}
