import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import {
  ChangeTermRequest,
  ChangeTrialEndRequest,
  MoveBillingDayRequest,
  PauseSubscriptionRequest,
  ReplacePhasesRequest,
  ResumeSubscriptionRequest,
} from '../changes/index.js';
import { RedeemCouponRequest } from '../invoices/index.js';
import {
  CANCEL_EXAMPLES,
  CancelSubscriptionRequest,
  CreateSubscriptionRequest,
  SUBSCRIPTION_EXAMPLES,
} from '../subscriptions/index.js';
import { ActPreviewResponse, presentActPreview } from './dto/act-preview.response.js';
import {
  NewSubscriptionPreviewResponse,
  presentNewSubscriptionPreview,
} from './dto/new-subscription-preview.response.js';
import { PhasesPreviewResponse, presentPhasesPreview } from './dto/phases-preview.response.js';
import { PreviewCancel } from './use-cases/preview-cancel.js';
import { PreviewCoupon } from './use-cases/preview-coupon.js';
import { PreviewNewSubscription } from './use-cases/preview-new-subscription.js';
import { PreviewPause } from './use-cases/preview-pause.js';
import { PreviewPhases } from './use-cases/preview-phases.js';
import { PreviewPlan } from './use-cases/preview-plan.js';
import { PreviewReturn } from './use-cases/preview-return.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions')
export class PreviewsController {
  constructor(
    private readonly newSubscription: PreviewNewSubscription,
    private readonly cancel: PreviewCancel,
    private readonly goingOn: PreviewReturn,
    private readonly coupon: PreviewCoupon,
    private readonly pause: PreviewPause,
    private readonly phases: PreviewPhases,
    private readonly plan: PreviewPlan,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What a new subscription would ask for; nothing is written.' })
  @ApiBody({ type: CreateSubscriptionRequest, examples: SUBSCRIPTION_EXAMPLES })
  @ApiOkResponse({ type: NewSubscriptionPreviewResponse })
  async previewNew(@CurrentPrincipal() { merchantId }: Principal, @Body() body: CreateSubscriptionRequest) {
    return presentNewSubscriptionPreview(await this.newSubscription.execute(merchantId, body));
  }

  @Post(':id/cancel/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What a cancel would give back and bill; nothing is written.' })
  @ApiBody({ type: CancelSubscriptionRequest, examples: CANCEL_EXAMPLES })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewCancel(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: CancelSubscriptionRequest,
  ) {
    return presentActPreview(await this.cancel.execute(merchantId, id, body));
  }

  @Post(':id/uncancel/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed if the planned cancel is taken back; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewUncancel(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentActPreview(await this.pause.uncancel(merchantId, id));
  }

  @Post(':id/pause/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed with a pause, and when; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewPause(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: PauseSubscriptionRequest,
  ) {
    return presentActPreview(await this.pause.pause(merchantId, id, body));
  }

  @Post(':id/phases/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed with these phases; nothing is written.' })
  @ApiOkResponse({ type: PhasesPreviewResponse })
  async previewPhases(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ReplacePhasesRequest,
  ) {
    return presentPhasesPreview(await this.phases.execute(merchantId, id, body));
  }

  @Post(':id/resume/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What resuming would bill; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewResume(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ResumeSubscriptionRequest,
  ) {
    return presentActPreview(await this.goingOn.resume(merchantId, id, body));
  }

  @Post(':id/reactivate/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What reactivating would charge; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewReactivate(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentActPreview(await this.goingOn.reactivate(merchantId, id));
  }

  @Post(':id/coupons/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What the next invoices would be with a coupon; nothing is written or counted.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewCoupon(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: RedeemCouponRequest,
  ) {
    return presentActPreview(await this.coupon.redeem(merchantId, id, body.code));
  }

  @Post(':id/coupons/:discount/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What the next invoices would be without a coupon; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewWithoutCoupon(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('discount') discount: string,
  ) {
    return presentActPreview(await this.coupon.remove(merchantId, id, discount));
  }

  @Post(':id/trial-end/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed, and when, if the trial ended then; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewTrialEnd(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeTrialEndRequest,
  ) {
    return presentActPreview(await this.plan.trialEnd(merchantId, id, body));
  }

  @Post(':id/billing-day/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed, and when, on another billing day; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewBillingDay(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: MoveBillingDayRequest,
  ) {
    return presentActPreview(await this.plan.billingDay(merchantId, id, body));
  }

  @Post(':id/term/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({
    summary: 'What would be billed, and when it would end, with this term; nothing is written.',
  })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewTerm(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeTermRequest,
  ) {
    return presentActPreview(await this.plan.term(merchantId, id, body));
  }

  @Post(':id/scheduled-changes/:change/undo/preview')
  @HttpCode(200)
  @RequireScope('subscriptions:read')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'What would be billed if what is planned is taken back; nothing is written.' })
  @ApiOkResponse({ type: ActPreviewResponse })
  async previewUndo(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Param('change') change: string,
  ) {
    return presentActPreview(await this.plan.undo(merchantId, id, change));
  }
}
