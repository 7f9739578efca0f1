import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { InvoiceResponse, presentInvoice, ReadInvoices } from '../invoices/index.js';
import { CreateInvoiceRequest } from './dto/create-invoice.request.js';
import { CreateInvoice } from './use-cases/create-invoice.js';

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoiceCreationController {
  constructor(
    private readonly create: CreateInvoice,
    private readonly invoices: ReadInvoices,
  ) {}

  @Post()
  @RequireScope('invoices:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Makes an invoice besides the periods of subscriptions.' })
  @ApiCreatedResponse({ type: InvoiceResponse })
  async post(
    @CurrentPrincipal() { merchantId }: Principal,
    @Body() body: CreateInvoiceRequest,
    @IdempotencyKey() key: string,
  ) {
    const { publicId } = await this.create.execute(merchantId, body, key);
    return presentInvoice(await this.invoices.get(merchantId, publicId));
  }
}
