import { Controller, Delete, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CardResponse, presentCard } from '../cards/index.js';
import { CardSyncResponse } from './dto/card-sync.response.js';
import { ChooseDefaultCard } from './use-cases/choose-default-card.js';
import { DeleteCard } from './use-cases/delete-card.js';
import { SyncOnDemand } from './use-cases/sync-on-demand.js';

@ApiTags('cards')
@Controller('v1')
export class WalletsController {
  constructor(
    private readonly syncOnDemand: SyncOnDemand,
    private readonly chooseDefault: ChooseDefaultCard,
    private readonly deleteCard: DeleteCard,
  ) {}

  @Post('customers/:customer/cards/sync')
  @HttpCode(200)
  @RequireScope('customers:write')
  @ApiOperation({ summary: "Compares a customer's cards with those that Ottu has, now." })
  @ApiOkResponse({ type: CardSyncResponse })
  sync(@CurrentPrincipal() { merchantId }: Principal, @Param('customer') customer: string) {
    return this.syncOnDemand.execute(merchantId, customer);
  }

  @Post('cards/:id/default')
  @HttpCode(200)
  @RequireScope('customers:write')
  @ApiOperation({ summary: 'The card to show first. What subscriptions are charged on stays as it is.' })
  @ApiOkResponse({ type: CardResponse })
  async makeDefault(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentCard(await this.chooseDefault.execute(merchantId, id));
  }

  @Delete('cards/:id')
  @RequireScope('customers:write')
  @ApiOperation({ summary: 'Deletes a card here and at Ottu. May be sent again.' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiAcceptedResponse({ type: CardResponse, description: 'Charged no more; Ottu has yet to confirm it.' })
  async delete(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const card = await this.deleteCard.execute(merchantId, id);
    void reply.status(card.status === 'deleting' ? 202 : 204);
    return card.status === 'deleting' ? presentCard(card) : undefined;
  }
}
