import { Global, Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { EventsRepository } from './events.repository.js';
import { ReadEvents } from './use-cases/read-events.js';

@Global()
@Module({
  controllers: [EventsController],
  providers: [EventsRepository, ReadEvents],
  exports: [EventsRepository],
})
export class EventsModule {}
