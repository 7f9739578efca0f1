import { Injectable, Logger } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { LookResult } from '../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { ChargingSwitch } from './charging-switch.js';
import { isRefused, isSecond } from './judge-asking.js';
import { MerchantClock } from './merchant-clock.js';
import type { Merchant } from './merchant.entity.js';
import { MerchantsRepository } from './merchants.repository.js';

/** How it is when Ottu has answered, and when other credentials stand. */
export const NOT_REFUSED = { askingRefusedAt: null, askingRefusalTold: false };

/**
 * Whom Ottu refuses to tell what became of payments. Seen twice it is told, and charging stops: each charge from then on
 * might be one of which nobody learns the end. What customers pay on pages meanwhile is looked at until somebody may.
 */
@Injectable()
export class AskingRefusals {
  private readonly logger = new Logger(AskingRefusals.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly charging: ChargingSwitch,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /**
   * @param asked as it was when its account was opened for the question
   * @param answer to the reading of a session. An inquiry, which only follows one, says no more of who asks: counted too,
   * it would forget what readings were refused, and be forgotten by the next of them.
   */
  async heard(asked: Merchant, answer: LookResult, status: AttemptState): Promise<void> {
    if (isRefused(answer, status)) return this.refused(asked, answer.message);
    if (asked.askingRefusedAt !== null && (answer.kind === 'found' || answer.kind === 'not_found')) {
      await this.uow.run((tx) => this.merchants.update(tx, asked.id, NOT_REFUSED));
    }
  }

  private refused(asked: Merchant, message: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.lockById(tx, asked.id))!;
      // What began with those before, which may be revoked by now, says nothing about those that stand.
      if (!askerOf(merchant).equals(askerOf(asked))) return;
      const { now, waitScale } = await this.clock.moment(tx, merchant.id);
      const since = merchant.askingRefusedAt;
      if (since === null) return this.merchants.update(tx, merchant.id, { askingRefusedAt: now });
      if (!isSecond(since, now, waitScale)) return;
      const reason = `Ottu refuses the credentials by which it is asked: ${message}`;
      if (!merchant.askingRefusalTold) await this.tell(tx, merchant, now, reason);
      await this.charging.stopUnlessStopped(tx, merchant.id, { at: now, reason });
    });
  }

  private async tell(tx: Tx, merchant: Merchant, occurredAt: Date, reason: string): Promise<void> {
    this.logger.error({ merchant_id: merchant.publicId }, reason);
    await this.merchants.update(tx, merchant.id, { askingRefusalTold: true });
    const apiUser = merchant.askingCredentials === null ? merchant.chargingApiUser : merchant.askingApiUser;
    await this.events.append(tx, merchant.id, {
      type: 'merchant.credentials_refused',
      customerId: null,
      subscriptionId: null,
      occurredAt,
      data: { use: 'asking', api_user: apiUser, reason },
    });
  }
}

/** By which credentials it asks: those for charging serve where there are no others. */
function askerOf({ askingCredentials, ottuCredentials }: Merchant): Buffer {
  return askingCredentials ?? ottuCredentials;
}
