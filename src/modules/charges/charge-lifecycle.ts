import { Injectable } from '@nestjs/common';
import { firstReminder } from '../../domain/charge/case-reminder.js';
import { type ChargeEvent, chargeMachine, type ChargeState } from '../../domain/charge/charge-states.js';
import { formatAmount, money } from '../../domain/money/money.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import { Settings } from '../../platform/config/settings.js';
import type { Writer } from '../../platform/database/writes.js';
import { EventsRepository } from '../events/index.js';
import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import { ChargesRepository } from './charges.repository.js';

type Patch = Partial<
  Omit<
    Charge,
    | 'status'
    | 'merchantId'
    | 'id'
    | 'publicId'
    | 'nextAction'
    | 'nextActionAt'
    | 'nextActionReason'
    | 'caseSince'
    | 'remindAt'
  >
>;

export interface NextAction {
  action: 'attempt' | 'final';
  at: Date;
  reason: string;
}

/** The only place where a charge's status changes. A charge that waits says for what, until when and why. */
@Injectable()
export class ChargeLifecycle {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly events: EventsRepository,
    private readonly settings: Settings,
  ) {}

  /** Moves along the table. `plan` is what a scheduled charge waits for; any other waits for nothing. */
  async apply(
    writer: Writer,
    charge: Charge,
    event: ChargeEvent,
    at: Date,
    patch: Patch = {},
    plan?: NextAction,
  ): Promise<void> {
    const status = next(chargeMachine, charge.status, event);
    const changes = {
      ...patch,
      status,
      nextAction: plan?.action ?? null,
      nextActionAt: plan?.at ?? null,
      nextActionReason: plan?.reason ?? null,
      ...(isOver(status) && { nextMailAt: null }),
      ...this.caseOf(charge, status, at),
      updatedAt: at,
    };
    await this.charges.update(writer, charge.merchantId, charge.id, changes);
    Object.assign(charge, changes);
    if (plan) await this.tellPlan(writer, charge, at);
  }

  /** It waits for a person whatever its status: one of its attempts can be decided by nobody else. */
  async beginCase(writer: Writer, charge: Charge, at: Date): Promise<void> {
    if (charge.caseSince !== null) return;
    await this.charges.update(writer, charge.merchantId, charge.id, this.newCase(at));
  }

  /** That it still waits was told: again after a while, if it does then. Null: it does not any more. */
  async remindAgain(writer: Writer, { merchantId, id, caseSince }: Charge, at: Date | null): Promise<void> {
    const reminder = { caseSince: at && caseSince, remindAt: at };
    await this.charges.update(writer, merchantId, id, reminder);
  }

  /** Moves the next action of a charge that is and stays scheduled. */
  async postpone(
    writer: Writer,
    charge: Charge,
    plan: NextAction,
    at: Date,
    patch: Patch = {},
  ): Promise<void> {
    const changes = {
      ...patch,
      nextAction: plan.action,
      nextActionAt: plan.at,
      nextActionReason: plan.reason,
      updatedAt: at,
    };
    await this.charges.update(writer, charge.merchantId, charge.id, changes);
    Object.assign(charge, changes);
    await this.tellPlan(writer, charge, at);
  }

  async tell(
    writer: Writer,
    charge: Charge,
    type: EventType,
    at: Date,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    await this.events.append(writer, charge.merchantId, {
      type,
      customerId: charge.customerId,
      subscriptionId: charge.subscriptionId,
      occurredAt: at,
      data: { charge_id: charge.publicId, amount: amountOf(charge), ...data },
    });
  }

  async tellAttempt(
    writer: Writer,
    attempt: Attempt,
    type: EventType,
    at: Date,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    await this.events.append(writer, attempt.merchantId, {
      type,
      customerId: attempt.customerId,
      subscriptionId: attempt.subscriptionId,
      occurredAt: at,
      data: {
        attempt_id: attempt.publicId,
        attempt_no: attempt.n,
        order_no: attempt.orderNo,
        amount: amountOf(attempt),
        ...data,
      },
    });
  }

  private caseOf(charge: Charge, status: ChargeState, at: Date): Partial<Charge> {
    if (status === 'blocked') return charge.caseSince === null ? this.newCase(at) : {};
    return charge.caseSince === null ? {} : { caseSince: null, remindAt: null };
  }

  private newCase(at: Date): Partial<Charge> {
    return { caseSince: at, remindAt: firstReminder(at, this.settings.CASE_REMINDER_HOURS) };
  }

  private async tellPlan(writer: Writer, charge: Charge, at: Date): Promise<void> {
    if (charge.nextAction !== 'attempt') return;
    await this.tell(writer, charge, 'charge.scheduled', at, {
      next_attempt_at: charge.nextActionAt!.toISOString(),
      reason: charge.nextActionReason,
    });
  }
}

/** Nobody is warned of the end of what has ended. */
function isOver(status: ChargeState): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

export function amountOf(row: { amountMinor: bigint; currency: string }): {
  amount: string;
  currency: string;
} {
  return { amount: formatAmount(money(row.amountMinor, row.currency)), currency: row.currency };
}
