import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { ChangesModule } from '../changes/index.js';
import { ChargesModule } from '../charges/index.js';
import { CouponsModule } from '../coupons/index.js';
import { InsightsModule } from '../insights/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsageModule } from '../usage/index.js';
import { InvoicePreviewsController } from './invoice-previews.controller.js';
import { LookedAt } from './looked-at.js';
import { NextInvoicePreviewsController } from './next-invoice-previews.controller.js';
import { PreviewsController } from './previews.controller.js';
import { PreviewCancel } from './use-cases/preview-cancel.js';
import { PreviewCoupon } from './use-cases/preview-coupon.js';
import { PreviewInvoice } from './use-cases/preview-invoice.js';
import { PreviewLines } from './use-cases/preview-lines.js';
import { PreviewNewSubscription } from './use-cases/preview-new-subscription.js';
import { PreviewPause } from './use-cases/preview-pause.js';
import { PreviewPhases } from './use-cases/preview-phases.js';
import { PreviewPlan } from './use-cases/preview-plan.js';
import { PreviewReturn } from './use-cases/preview-return.js';
import { PreviewThreshold } from './use-cases/preview-threshold.js';

@Module({
  imports: [
    MerchantsModule,
    CouponsModule,
    SubscriptionsModule,
    BalancesModule,
    InvoicesModule,
    ChargesModule,
    ChangesModule,
    InsightsModule,
    UsageModule,
  ],
  controllers: [PreviewsController, NextInvoicePreviewsController, InvoicePreviewsController],
  providers: [
    LookedAt,
    PreviewCancel,
    PreviewCoupon,
    PreviewInvoice,
    PreviewLines,
    PreviewNewSubscription,
    PreviewPause,
    PreviewPhases,
    PreviewPlan,
    PreviewReturn,
    PreviewThreshold,
  ],
})
export class PreviewsModule {}
