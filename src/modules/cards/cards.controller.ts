import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { ListedCardResponse } from './dto/card.response.js';
import { ListCardsQuery } from './dto/list-cards.query.js';
import { ListCards } from './use-cases/list-cards.js';

@ApiTags('cards')
@Controller('v1/customers/:customer/cards')
export class CardsController {
  constructor(private readonly listCards: ListCards) {}

  @Get()
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'The saved cards of a customer, as they are known here. Ottu is not asked.' })
  @ApiPage(ListedCardResponse)
  list(
    @CurrentPrincipal() principal: Principal,
    @Param('customer') customer: string,
    @Query() query: ListCardsQuery,
  ) {
    return this.listCards.list(principal.merchantId, customer, query);
  }
}
