import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { MerchantResponse } from './dto/merchant.response.js';
import { UpdateMerchantRequest } from './dto/update-merchant.request.js';
import { SetRefundApprovalRequest } from './dto/refund-approval.request.js';
import { ChangeWebhookKeyRequest } from './dto/webhook-key.request.js';
import { ChangeWebhookKey } from './use-cases/change-webhook-key.js';
import { ReadMerchant } from './use-cases/read-merchant.js';
import { SetRefundApproval } from './use-cases/set-refund-approval.js';
import { UpdateMerchant } from './use-cases/update-merchant.js';

@ApiTags('merchant')
@Controller('v1/merchant')
export class MerchantsController {
  constructor(
    private readonly readMerchant: ReadMerchant,
    private readonly updateMerchant: UpdateMerchant,
    private readonly changeWebhookKey: ChangeWebhookKey,
    private readonly refundApproval: SetRefundApproval,
  ) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOkResponse({ type: MerchantResponse })
  get(@CurrentPrincipal() principal: Principal) {
    return this.readMerchant.get(principal.merchantId);
  }

  /** Admins only: whoever resolves payments alone must not be able to switch the second person off. */
  @Patch()
  @RequireScope('admin')
  @ApiOkResponse({ type: MerchantResponse })
  update(@CurrentPrincipal() principal: Principal, @Body() body: UpdateMerchantRequest) {
    return this.updateMerchant.execute(principal, body);
  }

  @Put('refund-approval')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Above which amounts a refund waits until a second person agrees.' })
  @ApiOkResponse({ type: MerchantResponse })
  setRefundApproval(@CurrentPrincipal() principal: Principal, @Body() body: SetRefundApprovalRequest) {
    return this.refundApproval.execute(principal, body);
  }

  @Put('webhook-key')
  @RequireScope('admin')
  @ApiOperation({
    summary:
      'A new key by which Ottu signs its webhooks. What is signed by the one before is taken for a while.',
  })
  @ApiOkResponse({ type: MerchantResponse })
  setWebhookKey(@CurrentPrincipal() principal: Principal, @Body() body: ChangeWebhookKeyRequest) {
    return this.changeWebhookKey.execute(principal, body);
  }
}
