import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { WebhookBodies } from '../webhook-bodies.js';

const BATCH = 200;

/** Seals the bodies that were stored before bodies were sealed. */
@Injectable()
export class SealOldBodies {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly bodies: WebhookBodies,
  ) {}

  /** How many were sealed; 0 when none lies open. */
  execute(): Promise<number> {
    return this.uow.run(async (tx) => {
      const open = await this.webhooks.lockUnsealed(tx, BATCH);
      for (const webhook of open) {
        await this.webhooks.update(tx, webhook.merchantId, webhook.id, this.bodies.seal(webhook));
      }
      return open.length;
    });
  }
}
