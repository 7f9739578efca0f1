import { Global, Module } from '@nestjs/common';
import { GatewayCallObserver } from '../../gateway/gateway-call-observer.js';
import { EventsController } from './events.controller.js';
import { EventSubjectsRepository } from './event-subjects.repository.js';
import { EventsRepository } from './events.repository.js';
import { GatewayCallLog } from './gateway-call-log.js';
import { GatewayCallsRepository } from './gateway-calls.repository.js';
import { ForgetCalls } from './use-cases/forget-calls.js';
import { FollowEvents } from './use-cases/follow-events.js';
import { ReadEvents } from './use-cases/read-events.js';

@Global()
@Module({
  controllers: [EventsController],
  providers: [
    EventsRepository,
    EventSubjectsRepository,
    FollowEvents,
    ReadEvents,
    GatewayCallsRepository,
    ForgetCalls,
    { provide: GatewayCallObserver, useClass: GatewayCallLog },
  ],
  exports: [EventsRepository, EventSubjectsRepository, ForgetCalls, GatewayCallObserver],
})
export class EventsModule {}
