import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { MerchantsModule } from '../merchants/index.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethodsRepository } from './payment-methods.repository.js';
import { CheckRouting } from './use-cases/check-routing.js';
import { FetchMethods } from './use-cases/fetch-methods.js';
import { ListPaymentMethods } from './use-cases/list-payment-methods.js';
import { SetRoute } from './use-cases/set-route.js';

/** Which gateways a merchant's Ottu account has, what each can do, and which takes which currency. */
@Module({
  imports: [GatewayModule, MerchantsModule],
  controllers: [PaymentMethodsController],
  providers: [CheckRouting, FetchMethods, ListPaymentMethods, PaymentMethodsRepository, SetRoute],
  exports: [CheckRouting, PaymentMethodsRepository],
})
export class PaymentMethodsModule {}
