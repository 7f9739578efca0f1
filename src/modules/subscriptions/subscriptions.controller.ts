import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { AccessResponse } from './dto/access.response.js';
import { CancelSubscriptionRequest } from './dto/cancel-subscription.request.js';
import { CreateSubscriptionRequest } from './dto/create-subscription.request.js';
import { CANCEL_EXAMPLES, SUBSCRIPTION_EXAMPLES } from './dto/examples.js';
import { ListSubscriptionsQuery } from './dto/list-subscriptions.query.js';
import { presentSubscription, SubscriptionResponse } from './dto/subscription.response.js';
import { TimelineQuery, TimelineResponse } from './dto/timeline.response.js';
import { UpdateSubscriptionRequest } from './dto/update-subscription.request.js';
import { CancelSubscription } from './use-cases/cancel-subscription.js';
import { CreateSubscription } from './use-cases/create-subscription.js';
import { LoadSubscriptionView } from './use-cases/load-subscription-view.js';
import { ReadAccess } from './use-cases/read-access.js';
import { ReadTimeline } from './use-cases/read-timeline.js';
import { UpdateSubscription } from './use-cases/update-subscription.js';

@ApiTags('subscriptions')
@Controller('v1')
export class SubscriptionsController {
  constructor(
    private readonly createSubscription: CreateSubscription,
    private readonly cancelSubscription: CancelSubscription,
    private readonly updateSubscription: UpdateSubscription,
    private readonly views: LoadSubscriptionView,
    private readonly access: ReadAccess,
    private readonly timeline: ReadTimeline,
  ) {}

  @Post('subscriptions')
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Makes a subscription; `checkout.url` is where its customer pays or gives a card, once.',
  })
  @IdempotencyRequired()
  @ApiBody({ type: CreateSubscriptionRequest, examples: SUBSCRIPTION_EXAMPLES })
  @ApiCreatedResponse({ type: SubscriptionResponse })
  async create(
    @CurrentPrincipal() { merchantId }: Principal,
    @Body() body: CreateSubscriptionRequest,
    @IdempotencyKey() key: string,
  ) {
    return presentSubscription(
      await this.views.of(merchantId, await this.createSubscription.execute(merchantId, body, key)),
    );
  }

  @Get('subscriptions')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The subscriptions.' })
  @ApiPage(SubscriptionResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListSubscriptionsQuery) {
    return toPageResponse(await this.views.list(merchantId, query), presentSubscription);
  }

  @Get('subscriptions/:id')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'One subscription.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentSubscription(await this.views.get(merchantId, id));
  }

  @Patch('subscriptions/:id')
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Changes what does not change what is sold: return address, review of invoices, metadata.',
  })
  @ApiOkResponse({ type: SubscriptionResponse })
  async update(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: UpdateSubscriptionRequest,
  ) {
    return presentSubscription(
      await this.views.of(merchantId, await this.updateSubscription.execute(merchantId, id, body)),
    );
  }

  @Post('subscriptions/:id/cancel')
  @HttpCode(200)
  @ApiBody({ type: CancelSubscriptionRequest, examples: CANCEL_EXAMPLES })
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Cancels a subscription, now or with its period.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CancelSubscriptionRequest,
  ) {
    const canceled = await this.cancelSubscription.execute(principal, id, body);
    return presentSubscription(await this.views.of(principal.merchantId, canceled));
  }

  @Get('subscriptions/:id/timeline')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'All that happened to a subscription, the oldest first, in sentences.' })
  @ApiOkResponse({ type: TimelineResponse })
  readTimeline(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: TimelineQuery,
  ) {
    return this.timeline.execute(merchantId, id, query.after);
  }

  @Get('customers/:id/access')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'May this customer use the product, and what of it? To be asked at every login.' })
  @ApiOkResponse({ type: AccessResponse })
  readAccess(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return this.access.execute(merchantId, id);
  }
}
