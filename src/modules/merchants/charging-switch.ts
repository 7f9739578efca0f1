import { Injectable } from '@nestjs/common';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { EventsRepository } from '../events/index.js';
import type { Merchant } from './merchant.entity.js';
import { MerchantsRepository } from './merchants.repository.js';

/** What is known of a stop or a resumption; `apiKey` is absent when the engine itself stopped. */
export interface Switching {
  at: Date;
  reason: string;
  apiKey?: string;
}

/** The one place where a merchant's charging is stopped and resumed. Asking and reading always go on. */
@Injectable()
export class ChargingSwitch {
  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly events: EventsRepository,
  ) {}

  /** By a person: the newest reason stands, or whoever lifts an earlier one would lift this one unread. */
  async stop(tx: Tx, merchantId: bigint, stop: Switching): Promise<Merchant> {
    const merchant = (await this.merchants.lockById(tx, merchantId))!;
    return this.set(tx, merchant, { at: merchant.chargingStoppedAt ?? stop.at, reason: stop.reason }, stop);
  }

  /** By the engine: of many refusals at once only the first is told, and no person's reason is replaced. */
  async stopUnlessStopped(tx: Tx, merchantId: bigint, stop: Switching): Promise<void> {
    const merchant = (await this.merchants.lockById(tx, merchantId))!;
    if (merchant.chargingStoppedAt === null) await this.set(tx, merchant, stop, stop);
  }

  /**
   * Ottu refused whom we charged by. Not when they were changed since: what had begun with those before, which may be
   * revoked by now, says nothing about those that stand.
   */
  async stopAsRefused(tx: Tx, refused: Merchant, stop: Switching): Promise<void> {
    const merchant = (await this.merchants.lockById(tx, refused.id))!;
    const isChanged = !merchant.ottuCredentials.equals(refused.ottuCredentials);
    if (merchant.chargingStoppedAt === null && !isChanged) await this.set(tx, merchant, stop, stop);
  }

  async resume(tx: Tx, merchantId: bigint, resumption: Switching): Promise<Merchant> {
    const merchant = (await this.merchants.lockById(tx, merchantId))!;
    if (merchant.chargingStoppedAt === null) {
      throw new AppError('conflict', 'Charging is not stopped, so there is nothing to resume');
    }
    return this.set(tx, merchant, null, resumption);
  }

  private async set(
    tx: Tx,
    merchant: Merchant,
    stop: { at: Date; reason: string } | null,
    { at, reason, apiKey }: Switching,
  ): Promise<Merchant> {
    await this.merchants.setChargingStopped(tx, merchant.id, stop);
    const type: EventType = stop ? 'charging.stopped' : 'charging.resumed';
    const data = { reason, ...(apiKey !== undefined && { api_key: apiKey }) };
    await this.events.append(tx, merchant.id, {
      type,
      customerId: null,
      subscriptionId: null,
      occurredAt: at,
      data,
    });
    return { ...merchant, chargingStoppedAt: stop?.at ?? null, chargingStoppedReason: stop?.reason ?? null };
  }
}
