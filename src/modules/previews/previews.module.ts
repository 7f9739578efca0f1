import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { ChangesModule } from '../changes/index.js';
import { ChargesModule } from '../charges/index.js';
import { CouponsModule } from '../coupons/index.js';
import { InsightsModule } from '../insights/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { LookedAt } from './looked-at.js';
import { PreviewsController } from './previews.controller.js';
import { PreviewCancel } from './use-cases/preview-cancel.js';
import { PreviewCoupon } from './use-cases/preview-coupon.js';
import { PreviewNewSubscription } from './use-cases/preview-new-subscription.js';
import { PreviewPause } from './use-cases/preview-pause.js';
import { PreviewPhases } from './use-cases/preview-phases.js';
import { PreviewPlan } from './use-cases/preview-plan.js';
import { PreviewReturn } from './use-cases/preview-return.js';

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
  ],
  controllers: [PreviewsController],
  providers: [
    LookedAt,
    PreviewCancel,
    PreviewCoupon,
    PreviewNewSubscription,
    PreviewPause,
    PreviewPhases,
    PreviewPlan,
    PreviewReturn,
  ],
})
export class PreviewsModule {}
