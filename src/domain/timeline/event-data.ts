import { CARD_EVENTS } from './card-events.js';
import { COLLECTION_EVENTS } from './collection-events.js';
import type { EventType } from './describe-event.js';
import { ENGINE_EVENTS } from './engine-events.js';
import type { EventShape } from './event-fields.js';
import { RETURN_EVENTS } from './return-events.js';
import { SUBSCRIPTION_EVENTS } from './subscription-events.js';
import { TERMS_EVENTS } from './terms-events.js';

export { type EventField, type EventShape, SHARED_FIELDS } from './event-fields.js';

/**
 * When each type happens and what its `data` holds: docs/events.md is made of it, and whatever the stories of the tests
 * tell is held against it. Fields are only ever added, for backends are written by this.
 */
export const EVENT_DATA: Readonly<Record<EventType, EventShape>> = {
  ...SUBSCRIPTION_EVENTS,
  ...COLLECTION_EVENTS,
  ...CARD_EVENTS,
  ...RETURN_EVENTS,
  ...TERMS_EVENTS,
  ...ENGINE_EVENTS,
};
