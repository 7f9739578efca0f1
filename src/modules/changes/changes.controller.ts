import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyRequired } from '../../platform/idempotency/index.js';
import { LoadSubscriptionView, presentSubscription, type Subscription, SubscriptionResponse } from '../subscriptions/index.js'; // prettier-ignore
import { ChangePreviewResponse, ChangeResponse, presentDecision } from './dto/change.response.js';
import { BillingDayResponse, presentBillingDay } from './dto/billing-day.response.js';
import { ChangeSubscriptionRequest } from './dto/change-subscription.request.js';
import { MoveBillingDayRequest } from './dto/move-billing-day.request.js';
import { ReplacePhasesRequest } from './dto/replace-phases.request.js';
import { PauseSubscriptionRequest } from './dto/pause-subscription.request.js';
import { ChangeTermRequest } from './dto/change-term.request.js';
import { ChangeTrialEndRequest } from './dto/change-trial-end.request.js';
import { ResumeSubscriptionRequest } from './dto/resume-subscription.request.js';
import {
  presentScheduledChange,
  ScheduledChangeResponse,
  ScheduledChangesResponse,
} from './dto/scheduled-change.response.js';
import { ChangeSubscription } from './use-cases/change-subscription.js';
import { MoveBillingDay } from './use-cases/move-billing-day.js';
import { PauseSubscription } from './use-cases/pause-subscription.js';
import { ReplacePhases } from './use-cases/replace-phases.js';
import { ReactivateSubscription } from './use-cases/reactivate-subscription.js';
import { ChangeTerm } from './use-cases/change-term.js';
import { ChangeTrialEnd } from './use-cases/change-trial-end.js';
import { ResumeSubscription } from './use-cases/resume-subscription.js';
import { ListScheduledChanges, UndoScheduledChange } from './use-cases/scheduled-changes.js';
import { UncancelSubscription } from './use-cases/uncancel-subscription.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:id')
export class ChangesController {
  constructor(
    private readonly changeSubscription: ChangeSubscription,
    private readonly pauseSubscription: PauseSubscription,
    private readonly resumeSubscription: ResumeSubscription,
    private readonly changeTrialEnd: ChangeTrialEnd,
    private readonly moveBillingDay: MoveBillingDay,
    private readonly changeTerm: ChangeTerm,
    private readonly uncancelSubscription: UncancelSubscription,
    private readonly reactivateSubscription: ReactivateSubscription,
    private readonly listScheduled: ListScheduledChanges,
    private readonly undoScheduled: UndoScheduledChange,
    private readonly replacePhases: ReplacePhases,
    private readonly views: LoadSubscriptionView,
  ) {}

  @Post('change')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary:
      'Changes what is sold: prices, quantities; now with proration, at the end of the period, or later.',
  })
  @IdempotencyRequired()
  @ApiOkResponse({ type: ChangeResponse })
  async change(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeSubscriptionRequest,
  ): Promise<ChangeResponse> {
    const made = await this.changeSubscription.execute(merchantId, id, body);
    return {
      subscription: await this.view(merchantId, made.subscription),
      change: presentDecision(made, made.invoice?.publicId),
      scheduled_change: made.scheduled?.publicId ?? null,
      consent_url: made.consentUrl,
    };
  }

  @Post('preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What that change would come to. Nothing is written.' })
  @ApiOkResponse({ type: ChangePreviewResponse })
  async preview(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeSubscriptionRequest,
  ): Promise<ChangePreviewResponse> {
    return presentDecision(await this.changeSubscription.preview(merchantId, id, body));
  }

  @Post('pause')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Pauses a subscription; nothing is billed until it goes on.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async pause(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: PauseSubscriptionRequest,
  ) {
    return this.view(merchantId, await this.pauseSubscription.execute(merchantId, id, body));
  }

  @Post('resume')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Lets a paused subscription go on.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async resume(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ResumeSubscriptionRequest,
  ) {
    return this.view(merchantId, await this.resumeSubscription.execute(merchantId, id, body));
  }

  @Post('trial-end')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Ends a running trial sooner or later than it would.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async trialEnd(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeTrialEndRequest,
  ) {
    return this.view(merchantId, await this.changeTrialEnd.execute(merchantId, id, body));
  }

  @Post('billing-day')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Moves the day of the month on which it renews, from the end of the running period on.',
  })
  @ApiOkResponse({ type: BillingDayResponse })
  async billingDay(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: MoveBillingDayRequest,
  ) {
    const planned = await this.moveBillingDay.execute(merchantId, id, body);
    return presentBillingDay(planned, await this.view(merchantId, planned.subscription));
  }

  @Put('term')
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary:
      'Lets a subscription end after so many periods or never, and binds its customer for so many or none.',
  })
  @ApiOkResponse({ type: SubscriptionResponse })
  async term(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: ChangeTermRequest,
  ) {
    return this.view(principal.merchantId, await this.changeTerm.execute(principal, id, body));
  }

  @Post('uncancel')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Takes back a cancel that has not taken effect.' })
  @ApiOkResponse({ type: SubscriptionResponse })
  async uncancel(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return this.view(merchantId, await this.uncancelSubscription.execute(merchantId, id));
  }

  @Post('reactivate')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary:
      'Lets a canceled subscription go on: what was paid first, else a period that begins now and is charged.',
  })
  @IdempotencyRequired()
  @ApiOkResponse({ type: SubscriptionResponse })
  async reactivate(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return this.view(merchantId, await this.reactivateSubscription.execute(merchantId, id));
  }

  @Get('scheduled-changes')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What is planned for a subscription.' })
  @ApiOkResponse({ type: ScheduledChangesResponse })
  async scheduled(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return { data: (await this.listScheduled.execute(merchantId, id)).map(presentScheduledChange) };
  }

  @Put('phases')
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Plans these phases instead of those that are to come; answers all that is planned.',
  })
  @ApiOkResponse({ type: ScheduledChangesResponse })
  async phases(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ReplacePhasesRequest,
  ) {
    return { data: (await this.replacePhases.execute(merchantId, id, body)).map(presentScheduledChange) };
  }

  @Delete('scheduled-changes/:change')
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Takes back what is planned.' })
  @ApiOkResponse({ type: ScheduledChangeResponse })
  async undo(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('change') change: string,
  ) {
    return presentScheduledChange(await this.undoScheduled.execute(merchantId, id, change));
  }

  private async view(merchantId: bigint, subscription: Subscription): Promise<SubscriptionResponse> {
    return presentSubscription(await this.views.of(merchantId, subscription));
  }
}
