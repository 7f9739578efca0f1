import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/index.js';
import { AgreementsRepository } from './agreements.repository.js';
import { CardsController } from './cards.controller.js';
import { CardsRepository } from './cards.repository.js';
import { ListCards } from './use-cases/list-cards.js';

@Module({
  imports: [CustomersModule],
  controllers: [CardsController],
  providers: [CardsRepository, AgreementsRepository, ListCards],
  exports: [CardsRepository, AgreementsRepository],
})
export class CardsModule {}
