import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { triesAfterReplay } from '../next-match.js';
import { WebhookBodies } from '../webhook-bodies.js';
import { WebhookEffects } from '../webhook-effects.js';
import { WebhookIntake } from '../webhook-intake.js';

/** A person has a stored message read once more, by the keys of today: one that was refused may be genuine by now. */
@Injectable()
export class ReplayWebhook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly bodies: WebhookBodies,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly intake: WebhookIntake,
    private readonly effects: WebhookEffects,
    private readonly events: EventsRepository,
    private readonly realClock: Clock,
    private readonly clock: MerchantClock,
  ) {}

  async execute({ merchantId, keyId }: Principal, publicId: string): Promise<void> {
    await this.uow.run(async (tx) => {
      const webhook = await this.webhooks.lockByPublicId(tx, merchantId, publicId);
      if (!webhook) throw new AppError('not_found', `There is no webhook ${publicId}`);
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const told = this.effects.read(webhook.kind, this.intake.keysOf(merchant), this.bodies.open(webhook));
      if (told.about === 'nothing') {
        throw new AppError('rule_violation', `It is still refused: ${told.reading.reason}`);
      }
      const effect = (await this.effects.apply(tx, [{ merchantId, told }]))[0]!;
      const { scheme, orderNo } = told.reading;
      await this.webhooks.update(tx, merchantId, webhook.id, {
        ...effect,
        scheme,
        orderNo,
        ...triesAfterReplay(webhook, effect, this.realClock.now()),
      });
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'webhook.replayed',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: { webhook_id: publicId, order_no: orderNo, outcome: effect.status, api_key: key.publicId },
      });
    });
  }
}
