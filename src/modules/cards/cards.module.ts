import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/index.js';
import { AgreementsRepository } from './agreements.repository.js';
import { CardLifecycle } from './card-lifecycle.js';
import { CardSyncsRepository } from './card-syncs.repository.js';
import { CardsController } from './cards.controller.js';
import { CardsRepository } from './cards.repository.js';
import { ListCards } from './use-cases/list-cards.js';

@Module({
  imports: [CustomersModule],
  controllers: [CardsController],
  providers: [CardsRepository, CardSyncsRepository, CardLifecycle, AgreementsRepository, ListCards],
  exports: [CardsRepository, CardSyncsRepository, CardLifecycle, AgreementsRepository],
})
export class CardsModule {}
