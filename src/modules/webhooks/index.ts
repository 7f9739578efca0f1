import { InboundWebhook } from './inbound-webhook.entity.js';

export { MatchAgain } from './use-cases/match-again.js';
export { SealOldBodies } from './use-cases/seal-old-bodies.js';
export { WebhooksModule } from './webhooks.module.js';
export const WEBHOOK_ENTITIES = [InboundWebhook];
