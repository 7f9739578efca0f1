import { Controller, Get, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { fileOf } from '../../platform/http/uploads.js';
import { ApiImportFile } from './dto/import-file.docs.js';
import { ExportQuery, ImportErrorsQuery, ImportQuery } from './dto/import.query.js';
import {
  ImportErrorsResponse,
  ImportResponse,
  presentImport,
  presentImportErrors,
} from './dto/import.response.js';
import { CancelImport } from './use-cases/cancel-import.js';
import { ExportRows } from './use-cases/export-rows.js';
import { ReadImports } from './use-cases/read-imports.js';
import { ReceiveImport } from './use-cases/receive-import.js';

@ApiTags('imports')
@Controller('v1')
export class ImportsController {
  constructor(
    private readonly receive: ReceiveImport,
    private readonly read: ReadImports,
    private readonly exportRows: ExportRows,
    private readonly cancelImport: CancelImport,
  ) {}

  @Post('imports')
  @HttpCode(202)
  @RequireScope('admin')
  @ApiImportFile()
  @ApiAcceptedResponse({ type: ImportResponse })
  async create(
    @CurrentPrincipal() { merchantId }: Principal,
    @Query() { kind, dry_run }: ImportQuery,
    @Req() request: FastifyRequest,
  ) {
    const file = { kind, dryRun: dry_run === 'true', ...fileOf(request) };
    return presentImport(await this.receive.execute(merchantId, file));
  }

  @Get('imports')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Files that were sent, and how far each is.' })
  @ApiPage(ImportResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.read.list(merchantId, query), presentImport);
  }

  @Get('imports/:id')
  @RequireScope('admin')
  @ApiOperation({ summary: 'One file: how many of its lines came over, were known before, or failed.' })
  @ApiOkResponse({ type: ImportResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentImport(await this.read.get(merchantId, id));
  }

  @Get('imports/:id/errors')
  @RequireScope('admin')
  @ApiOperation({
    summary: 'The lines that failed, in the order of the file, each with its fields and what is allowed.',
  })
  @ApiOkResponse({ type: ImportErrorsResponse })
  async errors(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() { after, limit }: ImportErrorsQuery,
  ) {
    return presentImportErrors(await this.read.failures(merchantId, id, after, limit), limit);
  }

  @Post('imports/:id/cancel')
  @HttpCode(200)
  @RequireScope('admin')
  @ApiOperation({
    summary:
      'Stops an import, also a dry run; what came over stays, and no line that remains is done any more.',
  })
  @ApiOkResponse({ type: ImportResponse })
  async cancel(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentImport(await this.cancelImport.execute(merchantId, id));
  }

  @Get('exports')
  @RequireScope('admin')
  @ApiOperation({
    summary:
      'Customers, cards or subscriptions as a file that can be imported again; of a card never the token.',
  })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  export(@CurrentPrincipal() { merchantId }: Principal, @Query() { kind, format }: ExportQuery) {
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
    const disposition = `attachment; filename="${kind}.${format}"`;
    return new StreamableFile(this.exportRows.execute(merchantId, kind, format), { type, disposition });
  }
}
