import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { PdfQuery } from './dto/pdf.query.js';
import type { PrintedDocument } from './printer.js';
import { PrintCreditNote } from './use-cases/print-credit-note.js';
import { PrintInvoice } from './use-cases/print-invoice.js';

@Controller('v1')
export class DocumentsController {
  constructor(
    private readonly printInvoice: PrintInvoice,
    private readonly printCreditNote: PrintCreditNote,
  ) {}

  @Get('invoices/:id/pdf')
  @ApiTags('invoices')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'An invoice on paper.' })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async invoice(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: PdfQuery,
  ) {
    return asFile(await this.printInvoice.execute(merchantId, id, query.language));
  }

  @Get('credit-notes/:id/pdf')
  @ApiTags('credit notes')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'A credit note on paper.' })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async creditNote(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: PdfQuery,
  ) {
    return asFile(await this.printCreditNote.execute(merchantId, id, query.language));
  }
}

function asFile({ fileName, content }: PrintedDocument): StreamableFile {
  const disposition = `inline; filename="${fileName}"`;
  return new StreamableFile(content, { type: 'application/pdf', disposition, length: content.length });
}
