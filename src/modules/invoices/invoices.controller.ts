import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { InvoiceResponse, presentInvoice } from './dto/invoice.response.js';
import { ListInvoicesQuery } from './dto/list-invoices.query.js';
import { ReadInvoices } from './use-cases/read-invoices.js';

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicesController {
  constructor(private readonly invoices: ReadInvoices) {}

  @Get()
  @RequireScope('invoices:read')
  @ApiPage(InvoiceResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListInvoicesQuery) {
    return toPageResponse(await this.invoices.list(merchantId, query), presentInvoice);
  }

  @Get(':id')
  @RequireScope('invoices:read')
  @ApiOkResponse({ type: InvoiceResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentInvoice(await this.invoices.get(merchantId, id));
  }
}
