import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CardSetupRequest } from './dto/card-setup.request.js';
import { CardSetupResponse, presentCardSetup } from './dto/card-setup.response.js';
import { PayLinkResponse, presentPayLink } from './dto/pay-link.response.js';
import { ChangeCard } from './use-cases/change-card.js';
import { CreatePayLink } from './use-cases/create-pay-link.js';

@Controller('v1')
export class LinksController {
  constructor(
    private readonly createPayLink: CreatePayLink,
    private readonly changeCard: ChangeCard,
  ) {}

  @Post('invoices/:id/pay-link')
  @HttpCode(200)
  @RequireScope('invoices:write')
  @ApiOperation({
    summary:
      'The address at which the customer can pay the invoice, until it is settled; always the same one.',
  })
  @ApiTags('invoices')
  @ApiOkResponse({ type: PayLinkResponse })
  async payLink(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentPayLink(await this.createPayLink.execute(merchantId, id));
  }

  @Post('customers/:customer/cards/setup')
  @HttpCode(200)
  @RequireScope('customers:write')
  @ApiOperation({ summary: 'A hosted page on which the customer gives another card for a subscription.' })
  @ApiTags('cards')
  @ApiOkResponse({ type: CardSetupResponse })
  async setup(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('customer') customer: string,
    @Body() body: CardSetupRequest,
  ) {
    return presentCardSetup(await this.changeCard.execute(merchantId, customer, body));
  }
}
