import { PaymentMethodList } from './payment-method-list.entity.js';

export { PaymentMethodsRepository } from './payment-methods.repository.js';
export { PaymentMethodsModule } from './payment-methods.module.js';
export { CheckRouting } from './use-cases/check-routing.js';
export const PAYMENT_METHOD_ENTITIES = [PaymentMethodList];
