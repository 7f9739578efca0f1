import { Event } from './event.entity.js';
import { GatewayCall } from './gateway-call.entity.js';

export { EventResponse, presentEvent } from './dto/event.response.js';
export { EventSubjectsRepository, type EventView } from './event-subjects.repository.js';
export { EventsModule } from './events.module.js';
export { EventsRepository, type NewEvent } from './events.repository.js';
export { ForgetCalls } from './use-cases/forget-calls.js';
export { Event };
export const EVENT_ENTITIES = [Event, GatewayCall];
