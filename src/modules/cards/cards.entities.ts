import { Agreement } from './agreement.entity.js';
import { Card } from './card.entity.js';
import { CardSync } from './card-sync.entity.js';

export const CARD_ENTITIES = [Card, Agreement, CardSync];
