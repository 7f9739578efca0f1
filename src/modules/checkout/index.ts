import { CardSetup } from './card-setup.entity.js';

export { CardSetupsRepository } from './card-setups.repository.js';
export { CheckoutModule } from './checkout.module.js';
export { CompleteCardSetup } from './use-cases/complete-card-setup.js';
export { EndUnstarted, UNSTARTED_HOURS } from './use-cases/end-unstarted.js';
export { CardSetup };
export const CHECKOUT_ENTITIES = [CardSetup];
