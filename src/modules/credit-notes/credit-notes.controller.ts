import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { CreditNoteRequest } from './dto/create-credit-note.request.js';
import {
  CreditNotePreviewResponse,
  CreditNoteResponse,
  presentCreditNote,
  presentPreview,
} from './dto/credit-note.response.js';
import { ListCreditNotesQuery } from './dto/list-credit-notes.query.js';
import { IssueCreditNote } from './use-cases/issue-credit-note.js';
import { ReadCreditNotes } from './use-cases/read-credit-notes.js';

@ApiTags('credit notes')
@Controller('v1/credit-notes')
export class CreditNotesController {
  constructor(
    private readonly issue: IssueCreditNote,
    private readonly notes: ReadCreditNotes,
  ) {}

  @Post()
  @RequireScope('invoices:write')
  @IdempotencyRequired()
  @ApiOperation({
    summary: 'Corrects a final invoice: less to pay, or money back to the card or the balance.',
  })
  @ApiCreatedResponse({ type: CreditNoteResponse })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreditNoteRequest,
    @IdempotencyKey() key: string,
  ) {
    const note = await this.issue.execute(principal, body, key);
    return presentCreditNote(await this.notes.get(principal.merchantId, note.publicId));
  }

  @Post('preview')
  @HttpCode(200)
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'What a credit note would take of which line; nothing is written.' })
  @ApiOkResponse({ type: CreditNotePreviewResponse })
  async preview(@CurrentPrincipal() { merchantId }: Principal, @Body() body: CreditNoteRequest) {
    return presentPreview(await this.notes.preview(merchantId, body));
  }

  @Get()
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'The credit notes.' })
  @ApiPage(CreditNoteResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListCreditNotesQuery) {
    return toPageResponse(await this.notes.list(merchantId, query), presentCreditNote);
  }

  @Get(':id')
  @RequireScope('invoices:read')
  @ApiOperation({ summary: 'One credit note with its lines.' })
  @ApiOkResponse({ type: CreditNoteResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCreditNote(await this.notes.get(merchantId, id));
  }
}
