import { CardSetup } from './card-setup.entity.js';
import { Link } from './link.entity.js';

export { AskConsent } from './ask-consent.js';
export { CARD_SETUPS_TO_CHECK, CardSetupsRepository } from './card-setups.repository.js';
export { CheckoutModule } from './checkout.module.js';
export { CloseCardSetup } from './use-cases/close-card-setup.js';
export { CompleteCardSetup } from './use-cases/complete-card-setup.js';
export { CustomerLinks } from './customer-links.js';
export { EndUnstarted, UNSTARTED_HOURS } from './use-cases/end-unstarted.js';
export { ReviewConsents } from './use-cases/review-consents.js';
export { CardSetup };
export const CHECKOUT_ENTITIES = [CardSetup, Link];
