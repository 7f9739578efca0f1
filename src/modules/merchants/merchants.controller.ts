import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { ChangeCredentialsRequest } from './dto/credentials.request.js';
import { CredentialsResponse, presentCredentials } from './dto/credentials.response.js';
import { HookAddressesResponse } from './dto/hook-addresses.response.js';
import { MerchantResponse } from './dto/merchant.response.js';
import { UpdateMerchantRequest } from './dto/update-merchant.request.js';
import { SetRefundApprovalRequest } from './dto/refund-approval.request.js';
import { ChangeWebhookKeyRequest } from './dto/webhook-key.request.js';
import { ChangeCredentials } from './use-cases/change-credentials.js';
import { ChangeWebhookKey } from './use-cases/change-webhook-key.js';
import { DropCredentials } from './use-cases/drop-credentials.js';
import { ReadHookAddresses } from './use-cases/read-hook-addresses.js';
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
    private readonly changeCredentials: ChangeCredentials,
    private readonly dropCredentials: DropCredentials,
    private readonly hookAddresses: ReadHookAddresses,
  ) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'The merchant that the key belongs to, with all its settings.' })
  @ApiOkResponse({ type: MerchantResponse })
  get(@CurrentPrincipal() principal: Principal) {
    return this.readMerchant.get(principal.merchantId);
  }

  /** Admins only: whoever resolves payments alone must not be able to switch the second person off. */
  @Patch()
  @RequireScope('admin')
  @ApiOperation({ summary: 'Changes settings of the merchant; what is absent stays.' })
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

  /** Admins only: the address is half of what a forger of webhooks needs. */
  @Get('webhook-addresses')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Where Ottu tells what happened; the second is to be set in the account there.' })
  @ApiOkResponse({ type: HookAddressesResponse })
  getWebhookAddresses(@CurrentPrincipal() principal: Principal) {
    return this.hookAddresses.execute(principal.merchantId);
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

  @Put('credentials')
  @RequireScope('admin')
  @ApiOperation({
    summary: 'By whom Ottu is called from now on: for all, or for charging, asking or refunding alone.',
    description: 'Ottu is asked first whether it knows them. What has begun goes on with those before.',
  })
  @ApiOkResponse({ type: CredentialsResponse })
  async setCredentials(@CurrentPrincipal() principal: Principal, @Body() body: ChangeCredentialsRequest) {
    const { use, ...given } = body;
    return presentCredentials(
      await this.changeCredentials.execute(principal.merchantId, use, given, principal),
    );
  }

  @Delete('credentials/:use')
  @HttpCode(204)
  @RequireScope('admin')
  @ApiOperation({ summary: 'Asking or refunding goes by the credentials for charging again.' })
  @ApiNoContentResponse()
  forgetCredentials(@CurrentPrincipal() principal: Principal, @Param('use') use: string) {
    return this.dropCredentials.execute(principal, use);
  }
}
