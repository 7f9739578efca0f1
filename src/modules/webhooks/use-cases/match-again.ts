import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { WebhookBodies } from '../webhook-bodies.js';
import { nextMatchAt } from '../next-match.js';
import { type Effect, WebhookEffects } from '../webhook-effects.js';
import { WebhookIntake } from '../webhook-intake.js';

const BATCH = 50;

/**
 * Tries genuine messages that matched nothing again, for a day: after a restore the payments that they name come into
 * the books hours later. One that throws has had its try too, and keeps no other waiting.
 */
@Injectable()
export class MatchAgain {
  private readonly logger = new Logger(MatchAgain.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly bodies: WebhookBodies,
    private readonly merchants: MerchantsRepository,
    private readonly intake: WebhookIntake,
    private readonly effects: WebhookEffects,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
  ) {}

  /** How many were tried; 0 when none is due. */
  execute(): Promise<number> {
    const now = this.clock.now();
    return this.uow.run(async (tx) => {
      const due = await this.webhooks.lockUnmatchedDue(tx, now, BATCH);
      await inBatch(tx, due, {
        together: async (inner, rows) => {
          for (const webhook of rows) await this.again(inner, webhook, now);
          return rows;
        },
        alone: async (inner, webhook) => {
          await this.again(inner, webhook, now);
          return webhook;
        },
        failed: async (inner, webhook, error) => {
          this.logger.error({ err: error, webhook_id: webhook.publicId }, 'A webhook cannot be matched');
          const reason = 'it cannot be taken: an error of ours, see the log';
          await this.stillUnmatched(inner, webhook, { status: 'unmatched', reason, attemptId: null }, now);
          return webhook;
        },
      });
      return due.length;
    });
  }

  private async again(tx: Tx, webhook: InboundWebhook, now: Date): Promise<void> {
    const effect = await this.effectOf(tx, webhook);
    if (effect.status === 'unmatched') return this.stillUnmatched(tx, webhook, effect, now);
    await this.webhooks.update(tx, webhook.merchantId, webhook.id, { ...effect, nextMatchAt: null });
  }

  private async stillUnmatched(tx: Tx, webhook: InboundWebhook, effect: Effect, now: Date): Promise<void> {
    const { merchantId, id, receivedAt, matchFrom } = webhook;
    const matchTries = webhook.matchTries + 1;
    const next = nextMatchAt(matchFrom ?? receivedAt, matchTries, now);
    await this.webhooks.update(tx, merchantId, id, { ...effect, matchTries, nextMatchAt: next });
    if (next !== null) return;
    await this.events.append(tx, merchantId, {
      type: 'webhook.unmatched',
      customerId: null,
      subscriptionId: null,
      occurredAt: await this.merchantClock.now(tx, merchantId),
      data: { webhook_id: webhook.publicId, order_no: webhook.orderNo, reason: effect.reason },
    });
  }

  private async effectOf(tx: Tx, webhook: InboundWebhook): Promise<Effect> {
    const { merchantId, kind } = webhook;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const told = this.effects.read(kind, this.intake.keysOf(merchant), this.bodies.open(webhook));
    if (told.about !== 'nothing') return (await this.effects.apply(tx, [{ merchantId, told }]))[0]!;
    return { status: 'unmatched', reason: 'the key that signed it counts no more', attemptId: null };
  }
}
