import { Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/principal.js';
import { WebhookReceivedResponse } from './dto/webhook-received.response.js';
import { ReceiveWebhook } from './use-cases/receive-webhook.js';

@ApiTags('webhooks in')
@Controller('hooks/ottu/:merchant/:secret')
export class OttuHooksController {
  constructor(private readonly receive: ReceiveWebhook) {}

  /** For Ottu only. 200 lets the payer go on to the return URL. */
  @Post('payment')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Where Ottu tells of payments; the address is given to Ottu with each session.' })
  @ApiOkResponse({ description: 'Stored.', type: WebhookReceivedResponse })
  payment(
    @Param('merchant') merchant: string,
    @Param('secret') secret: string,
    @Headers('content-type') contentType: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<WebhookReceivedResponse> {
    return this.receive.execute('payment', {
      merchant,
      secret,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      contentType: contentType ?? null,
    });
  }

  /** For Ottu only. Configured once in the merchant's account at Ottu. */
  @Post('operation')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Where Ottu tells of refunds, captures and voids; set in the account at Ottu.' })
  @ApiOkResponse({ description: 'Stored.', type: WebhookReceivedResponse })
  operation(
    @Param('merchant') merchant: string,
    @Param('secret') secret: string,
    @Headers('content-type') contentType: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<WebhookReceivedResponse> {
    return this.receive.execute('operation', {
      merchant,
      secret,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      contentType: contentType ?? null,
    });
  }
}
