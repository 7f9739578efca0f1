import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { FreeLineRequest } from '../invoices/index.js';
import { SetThresholdRequest } from '../usage/index.js';
import { ActPreviewResponse, presentActPreview } from './dto/act-preview.response.js';
import { PreviewLines } from './use-cases/preview-lines.js';
import { PreviewThreshold } from './use-cases/preview-threshold.js';

/** Of acts by which the next invoice becomes another, or comes sooner. */
@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id')
export class NextInvoicePreviewsController {
  constructor(
    private readonly lines: PreviewLines,
    private readonly threshold: PreviewThreshold,
  ) {}

  @Post('pending-lines/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What the next invoice would be with a line; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: FreeLineRequest,
  ) {
    return presentActPreview(await this.lines.add(merchantId, id, body));
  }

  @Post('pending-lines/:line/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What the next invoice would be without a line that waits; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewWithoutLine(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('line') line: string,
  ) {
    return presentActPreview(await this.lines.remove(merchantId, id, line));
  }

  @Post('usage/threshold/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({
    summary: 'What would be billed, and when, with another usage threshold or none; nothing is written.',
  })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewThreshold(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() { amount }: SetThresholdRequest,
  ) {
    return presentActPreview(await this.threshold.execute(merchantId, id, amount));
  }
}
