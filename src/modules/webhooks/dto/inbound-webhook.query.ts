import { ChoiceField, TextField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';
import {
  WEBHOOK_KINDS,
  WEBHOOK_STATUSES,
  type WebhookKind,
  type WebhookStatus,
} from '../inbound-webhook.entity.js';

export class InboundWebhookQuery extends PageQuery {
  @ChoiceField(WEBHOOK_STATUSES, { description: 'What became of it.', optional: true })
  status?: WebhookStatus;

  @ChoiceField(WEBHOOK_KINDS, { description: 'The address that it came to.', optional: true })
  kind?: WebhookKind;

  @TextField({ max: 128, description: 'The order number that it names, if it was genuine.', optional: true })
  order_no?: string;
}
