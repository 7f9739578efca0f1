import { Injectable } from '@nestjs/common';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { Patience } from '../patience.js';
import { StoreWebhooks } from '../store-webhooks.js';
import { WebhookEffects } from '../webhook-effects.js';
import { type IncomingWebhook, WebhookIntake } from '../webhook-intake.js';

/** Stores what arrived, then answers. What it does beyond that is a hint: see WebhookEffects. */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly intake: WebhookIntake,
    private readonly effects: WebhookEffects,
    private readonly genuine: StoreWebhooks,
    private readonly patience: Patience,
  ) {}

  execute(kind: InboundWebhook['kind'], incoming: IncomingWebhook): Promise<{ received: string | null }> {
    return this.patience.with(incoming.body.length, () => this.receive(kind, incoming));
  }

  private async receive(
    kind: InboundWebhook['kind'],
    incoming: IncomingWebhook,
  ): Promise<{ received: string | null }> {
    const merchant = await this.intake.addressee(incoming);
    const told = this.effects.read(kind, this.intake.keysOf(merchant), incoming.body);
    if (told.about === 'nothing') return this.intake.refuse(merchant, kind, incoming, told.reading);
    const { scheme, orderNo } = told.reading;
    const row = { ...this.intake.row(merchant, told.about, incoming), scheme, orderNo };
    const stored = await this.genuine.execute({ row, told });
    crashpoint('webhook-stored');
    return { received: stored?.publicId ?? null };
  }
}
