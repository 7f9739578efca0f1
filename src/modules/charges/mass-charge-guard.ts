import { Injectable } from '@nestjs/common';
import { findMassCharge, forecastOf, tooFarBehind } from '../../domain/safeguards/mass-charge.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MerchantsRepository } from '../merchants/index.js';
import { ChargeHolds } from '../safeguards/index.js';
import { BacklogRepository, type LateCharge } from './backlog.repository.js';
import type { Charge } from './charge.entity.js';

/** Charges that one judgement lets go, or a tenth of the forecast where that is more … */
const LEAST_CLEARED = 500;
/** … and for how long, on the clock by which things are due: a clock that jumps makes it be judged anew. */
const CLEARED_MS = 60_000;
/** Merchants whose clearance is remembered. */
const MOST_CLEARED = 10_000;

/** Holds what is about to be charged when it is far more than the schedule asks for. */
@Injectable()
export class MassChargeGuard {
  private readonly cleared = new Map<bigint, { at: number; left: number }>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly backlog: BacklogRepository,
    private readonly merchants: MerchantsRepository,
    private readonly holds: ChargeHolds,
  ) {}

  /** Whether one more charge of the merchant is covered by the last judgement; else ask `judge`. */
  mayGo(merchantId: bigint, now: Date): boolean {
    const clearance = this.current(merchantId, now);
    if (clearance === null) return false;
    clearance.left--;
    return true;
  }

  /** Judges all that is due for the merchant. False: it is held now. */
  async judge(merchantId: bigint, now: Date): Promise<boolean> {
    if (this.current(merchantId, now) !== null) return true;
    const left = await this.uow.run(async (tx) => {
      const due = await this.backlog.due(tx, merchantId, now);
      const weeks = await this.backlog.weeks(tx, merchantId, now);
      const approved = await this.holds.approvedVolumes(tx, merchantId, now);
      const settings = await this.merchants.safeguardsOf(tx, merchantId);
      const found = findMassCharge({ due: due.volumes, weeks, approved }, settings);
      if (found) await this.holds.holdMerchant(tx, merchantId, found.reason, due, now);
      const expected = [...due.volumes.keys()].map((currency) => forecastOf(weeks, currency).charges);
      return found ? null : Math.max(LEAST_CLEARED, ...expected.map((charges) => Math.floor(charges / 10)));
    });
    if (left === null) return false;
    if (this.cleared.size >= MOST_CLEARED) this.cleared.clear();
    this.cleared.set(merchantId, { at: now.getTime(), left });
    return true;
  }

  /** The charges of subscriptions that are not too far behind; those of the others are held. */
  async withoutHeld(tx: Tx, charges: Charge[], now: Date): Promise<Charge[]> {
    // One due period is no arrears; most late charges are retries.
    const late = (await this.backlog.late(tx, charges, now)).filter(({ periods }) => periods > 1);
    const held = new Set<bigint>();
    for (const charge of late) if (await this.isHeld(tx, charge, now)) held.add(charge.chargeId);
    return charges.filter(({ id }) => !held.has(id));
  }

  private async isHeld(tx: Tx, late: LateCharge, now: Date): Promise<boolean> {
    const { merchantId, subscriptionId: id, periods, since } = late;
    const settings = await this.merchants.safeguardsOf(tx, merchantId);
    const approvedPeriods = await this.holds.approvedPeriods(tx, merchantId, id, now);
    const reason = tooFarBehind({ periods, since, approvedPeriods }, settings, now);
    if (reason === null) return false;
    await this.holds.holdSubscription(tx, { merchantId, id }, reason, { periods, since }, now);
    return true;
  }

  private current(merchantId: bigint, now: Date): { at: number; left: number } | null {
    const clearance = this.cleared.get(merchantId);
    const age = clearance ? now.getTime() - clearance.at : -1;
    return clearance && clearance.left > 0 && age >= 0 && age < CLEARED_MS ? clearance : null;
  }
}
