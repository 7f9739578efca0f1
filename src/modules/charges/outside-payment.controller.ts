import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { InvoiceResponse, presentInvoice, ReadInvoices } from '../invoices/index.js';
import { MarkPaidRequest } from './dto/mark-paid.request.js';
import { MarkInvoicePaid } from './use-cases/mark-invoice-paid.js';

@ApiTags('invoices')
@Controller('v1/invoices/:id/mark-paid')
export class OutsidePaymentController {
  constructor(
    private readonly markPaid: MarkInvoicePaid,
    private readonly invoices: ReadInvoices,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScope('admin')
  @IdempotencyRequired()
  @ApiOperation({
    summary:
      'Records that all that is open of an invoice was paid otherwise: in cash, by transfer, by cheque; or pays it from the balance.',
    description:
      'Nothing is collected for it any more, and its subscription goes on as after a payment by card. Refused (409) while ' +
      'a charge of it is under way or in doubt, for the first invoice of a subscription, and where nothing is owed. A ' +
      'page that is open is closed; who pays there all the same has paid twice, which is surplus. What is recorded stays: ' +
      'it cannot be taken back, only credited to the balance by a credit note. A part of an invoice cannot be recorded, ' +
      'nor more than it: put that into the balance.',
  })
  @ApiOkResponse({ type: InvoiceResponse })
  async post(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: MarkPaidRequest,
    @IdempotencyKey() key: string,
  ) {
    await this.markPaid.execute(principal, id, body, key);
    return presentInvoice(await this.invoices.get(principal.merchantId, id));
  }
}
