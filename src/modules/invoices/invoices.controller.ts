import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { FreeLineRequest } from './terms/dto/terms.requests.js';
import { ChangeDraftLines } from './use-cases/change-draft-lines.js';
import { InvoiceResponse, presentInvoice } from './dto/invoice.response.js';
import { ListInvoicesQuery } from './dto/list-invoices.query.js';
import { ReadInvoices } from './use-cases/read-invoices.js';

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: ReadInvoices,
    private readonly draftLines: ChangeDraftLines,
  ) {}

  @Get()
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'The invoices, drafts among them.' })
  @ApiPage(InvoiceResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListInvoicesQuery) {
    return toPageResponse(await this.invoices.list(merchantId, query), presentInvoice);
  }

  @Post(':id/lines')
  @RequireScope('invoices:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Adds a line to a draft.' })
  @ApiCreatedResponse({ type: InvoiceResponse })
  async addLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: FreeLineRequest,
    @IdempotencyKey() key: string,
  ) {
    await this.draftLines.add(merchantId, id, body, key);
    return presentInvoice(await this.invoices.get(merchantId, id));
  }

  @Delete(':id/lines/:line')
  @RequireScope('invoices:write')
  @ApiOperation({ summary: 'Takes a line that was added by hand off a draft.' })
  @ApiOkResponse({ type: InvoiceResponse })
  async removeLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('line') line: string,
  ) {
    await this.draftLines.remove(merchantId, id, line);
    return presentInvoice(await this.invoices.get(merchantId, id));
  }

  @Get(':id')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'One invoice with its lines.' })
  @ApiOkResponse({ type: InvoiceResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentInvoice(await this.invoices.get(merchantId, id));
  }
}
