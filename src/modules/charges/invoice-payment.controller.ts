import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyRequired } from '../../platform/idempotency/index.js';
import { ChargeResponse, presentCharge } from './dto/charge.response.js';
import { PayInvoiceNow } from './use-cases/pay-invoice-now.js';

@ApiTags('invoices')
@Controller('v1/invoices/:id/pay')
export class InvoicePaymentController {
  constructor(private readonly payInvoiceNow: PayInvoiceNow) {}

  @Post()
  @HttpCode(202)
  @RequireScope('invoices:write')
  @ApiOperation({
    summary:
      'Charges the card on file now instead of at the next planned time; the charge tells how it ends.',
  })
  @IdempotencyRequired()
  @ApiAcceptedResponse({
    type: ChargeResponse,
    description: 'Due now; the clock takes it up within seconds.',
  })
  async pay(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCharge(await this.payInvoiceNow.execute(merchantId, id));
  }
}
