import { InboundWebhook } from './inbound-webhook.entity.js';

export { WebhooksModule } from './webhooks.module.js';
export const WEBHOOK_ENTITIES = [InboundWebhook];
