import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/index.js';
import { CouponsModule } from '../coupons/index.js';
import { CustomersModule } from '../customers/index.js';
import { TaxRatesModule } from '../tax-rates/index.js';
import { TaxOf } from './tax-of.js';
import { MerchantsModule } from '../merchants/index.js';
import { PlansModule } from '../plans/index.js';
import { AccessRepository } from './access.repository.js';
import { BasketReader } from './basket-reader.js';
import { NewSubscriptions } from './new-subscriptions.js';
import { ItemChangesRepository } from './item-changes.repository.js';
import { ScheduleBook } from './schedule-book.js';
import { ScheduledChangesRepository } from './scheduled-changes.repository.js';
import { SubscriptionLifecycle } from './subscription-lifecycle.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { DueSubscriptionsRepository } from './due-subscriptions.repository.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';
import { CancelSubscription } from './use-cases/cancel-subscription.js';
import { CreateSubscription } from './use-cases/create-subscription.js';
import { ImportSubscriptions } from './use-cases/import-subscriptions.js';
import { LoadSubscriptionView } from './use-cases/load-subscription-view.js';
import { ReadAccess } from './use-cases/read-access.js';
import { ReadTimeline } from './use-cases/read-timeline.js';
import { UpdateSubscription } from './use-cases/update-subscription.js';

@Module({
  imports: [CouponsModule, MerchantsModule, CustomersModule, PlansModule, CardsModule, TaxRatesModule],
  controllers: [SubscriptionsController],
  providers: [
    AccessRepository,
    DueSubscriptionsRepository,
    SubscriptionsRepository,
    SubscriptionLifecycle,
    ItemChangesRepository,
    ScheduledChangesRepository,
    ScheduleBook,
    BasketReader,
    TaxOf,
    NewSubscriptions,
    CreateSubscription,
    CancelSubscription,
    ImportSubscriptions,
    LoadSubscriptionView,
    ReadAccess,
    ReadTimeline,
    UpdateSubscription,
  ],
  exports: [
    ItemChangesRepository,
    BasketReader,
    CancelSubscription,
    ImportSubscriptions,
    LoadSubscriptionView,
    NewSubscriptions,
    ScheduleBook,
    ScheduledChangesRepository,
    SubscriptionLifecycle,
    DueSubscriptionsRepository,
    SubscriptionsRepository,
  ],
})
export class SubscriptionsModule {}
