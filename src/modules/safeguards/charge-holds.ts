import { Injectable } from '@nestjs/common';
import type { Volumes } from '../../domain/safeguards/mass-charge.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import type { ChargeHold } from './charge-hold.entity.js';
import { HoldsRepository } from './holds.repository.js';

/** An approval is good for what it named, and for so long. */
const APPROVED_DAYS = 30;

/** Holds charges for a person's word, and remembers what was let go. */
@Injectable()
export class ChargeHolds {
  constructor(
    private readonly holds: HoldsRepository,
    private readonly events: EventsRepository,
  ) {}

  async holdMerchant(
    tx: Tx,
    merchantId: bigint,
    reason: string,
    { volumes, mostPeriods }: { volumes: Volumes; mostPeriods: number },
    at: Date,
  ): Promise<void> {
    const due = [...volumes].map(([currency, v]) => ({
      currency,
      charges: v.charges,
      amount: String(v.amount),
    }));
    const facts = { due, periods: mostPeriods };
    await this.hold(tx, { merchantId, subscriptionId: null, reason, facts, heldAt: at });
  }

  async holdSubscription(
    tx: Tx,
    { merchantId, id }: { merchantId: bigint; id: bigint },
    reason: string,
    arrears: { periods: number; since: Date },
    at: Date,
  ): Promise<void> {
    const facts = { periods: arrears.periods, since: arrears.since.toISOString() };
    await this.hold(tx, { merchantId, subscriptionId: id, reason, facts, heldAt: at });
  }

  /** What a person let go of the whole merchant in the last days, by currency: the greatest of each. */
  async approvedVolumes(tx: Tx, merchantId: bigint, now: Date): Promise<Volumes> {
    const approved = new Map<string, { charges: number; amount: bigint }>();
    for (const { facts } of await this.holds.approvedOf(tx, merchantId, null, since(now))) {
      for (const { currency, charges, amount } of facts.due ?? []) {
        const before = approved.get(currency) ?? { charges: 0, amount: 0n };
        const greater = before.amount > BigInt(amount) ? before.amount : BigInt(amount);
        approved.set(currency, { charges: Math.max(before.charges, charges), amount: greater });
      }
    }
    return approved;
  }

  /** How many periods behind a person let the subscription be, by itself or with all of the merchant. */
  async approvedPeriods(tx: Tx, merchantId: bigint, subscriptionId: bigint, now: Date): Promise<number> {
    const own = await this.holds.approvedOf(tx, merchantId, subscriptionId, since(now));
    const all = await this.holds.approvedOf(tx, merchantId, null, since(now));
    return Math.max(0, ...[...own, ...all].map(({ facts }) => facts.periods ?? 0));
  }

  tell(tx: Tx, hold: ChargeHold, type: EventType, occurredAt: Date, data: object): Promise<void> {
    const { merchantId, subscriptionId, publicId } = hold;
    const about = { hold_id: publicId, ...data };
    return this.events.append(tx, merchantId, { type, customerId: null, subscriptionId, occurredAt, data: about }); // prettier-ignore
  }

  private async hold(tx: Tx, row: Parameters<HoldsRepository['insert']>[1]): Promise<void> {
    const hold = await this.holds.insert(tx, row);
    if (hold) await this.tell(tx, hold, 'mass_charge.held', row.heldAt, { reason: row.reason });
  }
}

function since(now: Date): Date {
  return new Date(now.getTime() - APPROVED_DAYS * 86_400_000);
}
