import { Injectable, Logger } from '@nestjs/common';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { WebhookReading } from '../../gateway/payment-gateway.js';
import { Clock } from '../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Batcher } from '../../platform/flow/batcher.js';
import { AppError } from '../../platform/http/app-error.js';
import { sameBytes, sha256 } from '../../platform/security/secret-box.js';
import { later } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { type Merchant, MerchantAccounts, MerchantClock, MerchantsRepository } from '../merchants/index.js';
import type { InboundWebhook } from './inbound-webhook.entity.js';
import { InboundWebhooksRepository } from './inbound-webhooks.repository.js';
import { WebhookBodies } from './webhook-bodies.js';

const MOST_REFUSED_AN_HOUR = 1000;

export interface IncomingWebhook {
  merchant: string;
  secret: string;
  body: Buffer;
  contentType: string | null;
}

export type RefusedReading = Exclude<WebhookReading, { kind: 'verified' }>;

/** What both addresses do with a message before and beside what it says. */
@Injectable()
export class WebhookIntake {
  private readonly logger = new Logger(WebhookIntake.name);
  /** What comes at the same time shares the merchant's row, and with it the secrets that are opened once. */
  private readonly addressees = new Batcher<string, Merchant | null>((ids) => this.named(ids), {
    most: 100,
    lanes: 2,
    mostMs: 6_000,
  });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly bodies: WebhookBodies,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
  ) {}

  /** An address that is not exactly right answers like one that does not exist. */
  async addressee({ merchant: publicId, secret }: IncomingWebhook): Promise<Merchant> {
    const merchant = await this.addressees.run(publicId);
    const expected = merchant ? this.accounts.hookSecret(merchant) : '';
    if (!sameBytes(sha256(secret), sha256(expected)) || !merchant) {
      throw new AppError('not_found', 'There is no such webhook address');
    }
    return merchant;
  }

  private async named(publicIds: string[]): Promise<(Merchant | null)[]> {
    const found = await this.uow.read((tx) => this.merchants.findByPublicIds(tx, [...new Set(publicIds)]));
    const byId = new Map(found.map((merchant) => [merchant.publicId, merchant]));
    return publicIds.map((publicId) => byId.get(publicId) ?? null);
  }

  /** The key in force, and the one before while it counts. */
  keysOf(merchant: Merchant): string[] {
    return this.accounts.webhookKeys(merchant, this.clock.now());
  }

  /** Kept as evidence up to a cap, told, and answered with what is wrong. */
  async refuse(
    merchant: Merchant,
    kind: InboundWebhook['kind'],
    incoming: IncomingWebhook,
    reading: RefusedReading,
  ): Promise<never> {
    await this.uow.run(async (tx) => {
      const now = this.clock.now();
      const since = later(now, { hours: -1 });
      if ((await this.webhooks.countRefusedSince(tx, merchant.id, since)) >= MOST_REFUSED_AN_HOUR) {
        return this.tellFull(tx, merchant, now, since);
      }
      const { reason } = reading;
      const row = this.row(merchant, kind, incoming);
      const stored = await this.webhooks.insert(tx, { ...row, status: 'refused', reason });
      await this.tell(tx, merchant, 'webhook.rejected', { webhook_id: stored.publicId, reason });
    });
    throw refusal(reading);
  }

  /** Once an hour: what comes beyond the cap is answered the same and kept nowhere. */
  private async tellFull(tx: Tx, merchant: Merchant, now: Date, since: Date): Promise<void> {
    if (!(await this.merchants.noteFullQuarantine(tx, merchant.id, now, since))) return;
    await this.tell(tx, merchant, 'webhook.quarantine_full', { kept: MOST_REFUSED_AN_HOUR });
    this.logger.warn(
      { merchant_id: String(merchant.id), kept: MOST_REFUSED_AN_HOUR },
      'More messages with a bad signature come than are kept',
    );
  }

  private async tell(tx: Tx, { id }: Merchant, type: EventType, data: object): Promise<void> {
    const occurredAt = await this.merchantClock.now(tx, id);
    const subject = { customerId: null, subscriptionId: null };
    await this.events.append(tx, id, { type, ...subject, occurredAt, data: { ...data } });
  }

  row(merchant: Merchant, kind: InboundWebhook['kind'], { body, contentType }: IncomingWebhook) {
    const arrived = { merchantId: merchant.id, body, bodyHash: sha256(body) };
    return {
      ...arrived,
      ...this.bodies.seal(arrived),
      kind,
      contentType,
      reason: null,
      scheme: null,
      orderNo: null,
      attemptId: null,
      nextMatchAt: null,
      matchTries: 0,
      matchFrom: null,
      receivedAt: this.clock.now(),
    };
  }
}

function refusal(reading: RefusedReading): AppError {
  switch (reading.kind) {
    case 'not_json':
      return new AppError('invalid_json', `The webhook is not a JSON object: ${reading.reason}`);
    case 'malformed':
      return AppError.field('invalid_request', reading.field, reading.reason);
    case 'bad_signature':
      return new AppError('webhook_signature_invalid', reading.reason);
  }
}
