export { Agreement } from './agreement.entity.js';
export { AGREEMENTS_TO_REVIEW, AgreementsRepository, type NewAgreement } from './agreements.repository.js';
export { Card } from './card.entity.js';
export { CARD_ENTITIES } from './cards.entities.js';
export { CardsModule } from './cards.module.js';
export { CardsRepository } from './cards.repository.js';
export { type CardResponse, presentCard } from './dto/card.response.js';
