import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../platform/security/secret-box.js';
import type { InboundWebhook } from './inbound-webhook.entity.js';

type Body = Pick<InboundWebhook, 'merchantId' | 'body' | 'bodyHash'>;

/**
 * What arrived, as it lies in the database: sealed, for it carries the token with which the card can be charged. The
 * hash is of the clear bytes, and bound into the seal, so that no message can be put in the place of another.
 */
@Injectable()
export class WebhookBodies {
  constructor(private readonly box: SecretBox) {}

  seal(webhook: Body): Pick<InboundWebhook, 'body' | 'sealed'> {
    return { body: this.box.sealBytes(webhook.body, purpose(webhook)), sealed: true };
  }

  /** The bytes that arrived. Those of before sealing began lie there open until the clock comes by. */
  open(webhook: Body & Pick<InboundWebhook, 'sealed'>): Buffer {
    return webhook.sealed ? this.box.openBytes(webhook.body, purpose(webhook)) : webhook.body;
  }
}

function purpose({ merchantId, bodyHash }: Body): string {
  return `webhook ${merchantId} ${bodyHash.toString('hex')}`;
}
