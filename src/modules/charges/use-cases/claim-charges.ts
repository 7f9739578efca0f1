import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { DueCursor } from '../../../platform/flow/due-cursor.js';
import { type GatewayBreaker, GatewayBreakers, RequestBudgets } from '../../safeguards/index.js';
import type { Charge } from '../charge.entity.js';
import { ChargesRepository } from '../charges.repository.js';
import { MassChargeGuard } from '../mass-charge-guard.js';

export interface Claim {
  /** Locked, and free to be begun: the requests that each needs are set aside. */
  charges: Charge[];
  /** Those of them that are to find out whether a silent gateway answers again; the breaker is locked. */
  probes: { breaker: GatewayBreaker; charge: Charge }[];
  /** Due ones that were held for a person just now. */
  held: number;
  /** Merchants with due charges for which nothing is in hand, or not enough for more: see `refill`. */
  wanted: Set<bigint>;
}

/**
 * Takes charges whose time has come, past every safeguard: what is held, has no requests left or goes through a
 * gateway that does not answer stays scheduled, and nothing of it is used up.
 */
@Injectable()
export class ClaimCharges {
  private readonly cursor: DueCursor;

  constructor(
    private readonly charges: ChargesRepository,
    private readonly guard: MassChargeGuard,
    private readonly breakers: GatewayBreakers,
    private readonly budgets: RequestBudgets,
    clock: Clock,
  ) {
    this.cursor = new DueCursor(clock);
  }

  async execute(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Claim> {
    const claim: Claim = { charges: [], probes: [], held: 0, wanted: new Set() };
    try {
      await this.fill(claim, tx, scope, now, limit);
      return claim;
    } catch (error) {
      this.giveBack(claim.charges);
      throw error;
    }
  }

  /**
   * Of claimed charges that are not begun after all: put off, ended, or claimed in a transaction that failed. Kept,
   * their requests would add up to the day of the merchant: many subscriptions of one card are put off minute by minute.
   */
  giveBack(charges: readonly Charge[]): void {
    for (const { merchantId } of charges) this.budgets.withdrawPromise(merchantId);
  }

  /**
   * Only what is written ahead probes a gateway. One that is put off calls nobody: taken for the probe it would keep the
   * gateway shut, and after an outage over midnight there may be hundreds of retries whose day is over.
   */
  async takeProbes(tx: Tx, { probes }: Claim, begun: readonly Charge[], now: Date): Promise<void> {
    for (const { breaker, charge } of probes)
      if (begun.includes(charge)) await this.breakers.probeTaken(tx, breaker, now);
  }

  private async fill(claim: Claim, tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<void> {
    // A gateway that was silent gets one charge of all workers; the row is locked until that is written ahead.
    for (const breaker of await this.breakers.lockProbesDue(tx, scope, now, limit)) {
      const { merchantId, pgCode } = breaker;
      const probe = await this.charges.claimProbeDue(tx, merchantId, pgCode, now);
      if (await this.admit(tx, claim, probe, now)) claim.probes.push({ breaker, charge: probe[0]! });
    }
    const room = limit - claim.charges.length;
    const due = room > 0 ? await this.due(tx, scope, now, room) : [];
    await this.admit(tx, claim, due, now);
    if (due.length === room) this.lookAhead(claim);
  }

  private due(tx: Tx, scope: TimeScope, now: Date, room: number): Promise<Charge[]> {
    return this.cursor.claim(
      scope,
      room,
      (most, notBefore) => this.charges.claimAttemptsDue(tx, scope, now, most, notBefore),
      (charge) => charge.nextActionAt!,
    );
  }

  /** After the claim's transaction, for a next one; how many merchants can go on. The others have to wait. */
  async refill({ wanted }: Claim, now: Date): Promise<number> {
    let ready = 0;
    for (const merchantId of wanted) {
      if (!(await this.guard.judge(merchantId, now))) continue;
      if (await this.budgets.refillCharges(merchantId, now)) ready++;
    }
    return ready;
  }

  /** How many of them may be begun now. */
  private async admit(tx: Tx, claim: Claim, due: Charge[], now: Date): Promise<number> {
    const free = await this.guard.withoutHeld(tx, due, now);
    claim.held += due.length - free.length;
    const ready = free.filter(({ merchantId }) => {
      const mayGo = this.guard.mayGo(merchantId, now) && this.budgets.promiseCharge(merchantId, now);
      if (!mayGo) claim.wanted.add(merchantId);
      return mayGo;
    });
    claim.charges.push(...ready);
    return ready.length;
  }

  /** More is due than was asked for: what the next batch needs is set aside while this one is on its way. */
  private lookAhead(claim: Claim): void {
    for (const { merchantId } of claim.charges) {
      if (this.budgets.isRunningLow(merchantId)) claim.wanted.add(merchantId);
    }
  }
}
