import { Injectable } from '@nestjs/common';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Merchant } from '../../merchants/index.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { nextMatchAt } from '../next-match.js';
import { Patience } from '../patience.js';
import { type Told, WebhookEffects } from '../webhook-effects.js';
import { type IncomingWebhook, WebhookIntake } from '../webhook-intake.js';

/** Stores what arrived, then answers. What it does beyond that is a hint: see WebhookEffects. */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly intake: WebhookIntake,
    private readonly effects: WebhookEffects,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly patience: Patience,
  ) {}

  execute(kind: InboundWebhook['kind'], incoming: IncomingWebhook): Promise<{ received: string }> {
    return this.patience.with(incoming.body.length, () => this.receive(kind, incoming));
  }

  private async receive(
    kind: InboundWebhook['kind'],
    incoming: IncomingWebhook,
  ): Promise<{ received: string }> {
    const merchant = await this.intake.addressee(incoming);
    const told = this.effects.read(kind, this.intake.keysOf(merchant), incoming.body);
    if (told.about === 'nothing') return this.intake.refuse(merchant, kind, incoming, told.reading);
    const stored = await this.uow.run((tx) => this.take(tx, merchant, incoming, told));
    crashpoint('webhook-stored');
    return { received: stored.publicId };
  }

  private async take(
    tx: Tx,
    merchant: Merchant,
    incoming: IncomingWebhook,
    told: Told,
  ): Promise<InboundWebhook> {
    const { scheme, orderNo } = told.reading;
    const row = { ...this.intake.row(merchant, told.about, incoming), scheme, orderNo };
    if (await this.webhooks.wasTaken(tx, merchant.id, row.bodyHash)) {
      return this.webhooks.insert(tx, { ...row, status: 'duplicate', reason: 'the same bytes came before' });
    }
    const effect = await this.effects.apply(tx, merchant.id, told);
    const { receivedAt } = row;
    const again = effect.status === 'unmatched' ? nextMatchAt(receivedAt, 0, receivedAt) : null;
    return this.webhooks.insert(tx, { ...row, ...effect, nextMatchAt: again });
  }
}
