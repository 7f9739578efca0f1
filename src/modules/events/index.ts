export { EventResponse, presentEvent } from './dto/event.response.js';
export { Event } from './event.entity.js';
export { EventsModule } from './events.module.js';
export { EventsRepository, type NewEvent } from './events.repository.js';
