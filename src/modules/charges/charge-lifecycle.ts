import { Injectable } from '@nestjs/common';
import { type ChargeEvent, chargeMachine, type ChargeState } from '../../domain/charge/charge-states.js';
import { formatAmount, money } from '../../domain/money/money.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Writer } from '../../platform/database/writes.js';
import { EventsRepository } from '../events/index.js';
import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import { ChargesRepository } from './charges.repository.js';

type Patch = Partial<
  Omit<
    Charge,
    'status' | 'merchantId' | 'id' | 'publicId' | 'nextAction' | 'nextActionAt' | 'nextActionReason'
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
      updatedAt: at,
    };
    await this.charges.update(writer, charge.merchantId, charge.id, changes);
    Object.assign(charge, changes);
    if (plan) await this.tellPlan(writer, charge, at);
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
