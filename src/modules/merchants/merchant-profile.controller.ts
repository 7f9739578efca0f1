import { Body, Controller, Delete, Get, Patch, Put, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { SetMerchantLogoRequest, UpdateMerchantProfileRequest } from './dto/merchant-profile.request.js';
import { MerchantProfileResponse } from './dto/merchant-profile.response.js';
import { ReadMerchantProfile } from './use-cases/read-merchant-profile.js';
import { UpdateMerchantProfile } from './use-cases/update-merchant-profile.js';

@ApiTags('merchant')
@Controller('v1/merchant')
export class MerchantProfileController {
  constructor(
    private readonly read: ReadMerchantProfile,
    private readonly profile: UpdateMerchantProfile,
  ) {}

  @Get('profile')
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'What stands on invoices about the merchant.' })
  @ApiOkResponse({ type: MerchantProfileResponse })
  get(@CurrentPrincipal() { merchantId }: Principal) {
    return this.read.get(merchantId);
  }

  @Patch('profile')
  @RequireScope('admin')
  @ApiOperation({
    summary: 'Changes what stands on invoices about the merchant; it counts for those issued from then on.',
  })
  @ApiOkResponse({ type: MerchantProfileResponse })
  update(@CurrentPrincipal() principal: Principal, @Body() body: UpdateMerchantProfileRequest) {
    return this.profile.execute(principal, body);
  }

  @Get('logo')
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'The logo, as it was sent.' })
  @ApiProduces('image/png', 'image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async logo(@CurrentPrincipal() { merchantId }: Principal) {
    const { content, mediaType } = await this.read.logo(merchantId);
    return new StreamableFile(content, { type: mediaType, length: content.length });
  }

  @Put('logo')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Sets the logo of invoices: PNG or JPEG.' })
  @ApiOkResponse({ type: MerchantProfileResponse })
  setLogo(@CurrentPrincipal() principal: Principal, @Body() body: SetMerchantLogoRequest) {
    return this.profile.setLogo(principal, body);
  }

  @Delete('logo')
  @RequireScope('admin')
  @ApiOperation({ summary: 'Takes the logo off invoices that are issued from then on.' })
  @ApiOkResponse({ type: MerchantProfileResponse })
  removeLogo(@CurrentPrincipal() principal: Principal) {
    return this.profile.removeLogo(principal);
  }
}
