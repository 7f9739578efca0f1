import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { PdfQuery } from './dto/pdf.query.js';
import { type PrintedDocument, PrintInvoice } from './use-cases/print-invoice.js';

@ApiTags('invoices')
@Controller('v1/invoices')
export class DocumentsController {
  constructor(private readonly printInvoice: PrintInvoice) {}

  @Get(':id/pdf')
  @RequireScope('invoices:read')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async pdf(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: PdfQuery,
  ) {
    return asFile(await this.printInvoice.execute(merchantId, id, query.language));
  }
}

function asFile({ fileName, content }: PrintedDocument): StreamableFile {
  const disposition = `inline; filename="${fileName}"`;
  return new StreamableFile(content, { type: 'application/pdf', disposition, length: content.length });
}
