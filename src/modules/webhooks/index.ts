import { InboundWebhook } from './inbound-webhook.entity.js';
import { WebhookFlood } from './webhook-flood.entity.js';

export { keepUnread } from './keep-unread.js';
export { LookAfterFloods } from './use-cases/look-after-floods.js';
export { MatchAgain } from './use-cases/match-again.js';
export { SealOldBodies } from './use-cases/seal-old-bodies.js';
export { WebhooksModule } from './webhooks.module.js';
export const WEBHOOK_ENTITIES = [InboundWebhook, WebhookFlood];
