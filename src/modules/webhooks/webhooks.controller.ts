import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { InboundWebhookQuery } from './dto/inbound-webhook.query.js';
import {
  InboundWebhookListResponse,
  InspectedWebhookResponse,
  presentInboundWebhook,
  presentInspectedWebhook,
} from './dto/inbound-webhook.response.js';
import { ReadWebhooks } from './use-cases/read-webhooks.js';
import { ReplayWebhook } from './use-cases/replay-webhook.js';

@ApiTags('operations')
@Controller('v1/ops/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: ReadWebhooks,
    private readonly replayWebhook: ReplayWebhook,
  ) {}

  @Get()
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'Every message that came from Ottu, or claims to, the newest first.' })
  @ApiOkResponse({ type: InboundWebhookListResponse })
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: InboundWebhookQuery) {
    return toPageResponse(await this.webhooks.list(merchantId, query), presentInboundWebhook);
  }

  @Get(':id')
  @RequireScope('ops:read')
  @ApiOperation({ summary: 'One message: what was looked at in it, what it says, and what it led to.' })
  @ApiOkResponse({ type: InspectedWebhookResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentInspectedWebhook(await this.webhooks.one(merchantId, id));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @RequireScope('ops:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Reads a message once more by the keys of today, and asks about what it names.' })
  @ApiOkResponse({ type: InspectedWebhookResponse })
  async replay(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    await this.replayWebhook.execute(principal, id);
    return presentInspectedWebhook(await this.webhooks.one(principal.merchantId, id));
  }
}
