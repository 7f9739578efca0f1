import { Injectable } from '@nestjs/common';
import type { Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import type { Charge } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { GatewayHoldsRepository } from './gateway-holds.repository.js';
import {
  after,
  GATEWAY_HOLD_HOURS,
  GATEWAY_REFUSALS,
  MAX_MERCHANT_FAULTS,
  type Moment,
  RETRY_SPACING_HOURS,
} from './waits.js';

interface Refused extends Moment {
  charge: Charge;
  attempt: Attempt;
}

/**
 * A gateway refused the merchant's account: wrong merchant, unsupported transaction, missing permission. The
 * customer has done nothing and notices nothing. The merchant is told, the charge is tried a day later, and
 * where the gateway refuses everybody its charges wait, instead of all being refused one after the other.
 */
@Injectable()
export class MerchantsFault {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly holds: GatewayHoldsRepository,
    private readonly lifecycle: ChargeLifecycle,
  ) {}

  /** Tells it, and holds the gateway if it refuses everybody. */
  async report(tx: Tx, refused: Refused, decline: Decline): Promise<void> {
    const { charge, attempt, now } = refused;
    const { merchantId, pgCode } = attempt;
    await this.holds.lock(tx, merchantId, pgCode, now);
    const answers = await this.attempts.answersOfGateway(tx, merchantId, pgCode, GATEWAY_REFUSALS);
    const refusesAll =
      answers.length === GATEWAY_REFUSALS && answers.every((answer) => answer === 'configuration');
    const until = refusesAll ? after(refused, { hours: GATEWAY_HOLD_HOURS }) : null;
    if (until !== null) {
      const reason = `gateway ${pgCode} refused the merchant's account ${GATEWAY_REFUSALS} times in a row`;
      await this.holds.hold(tx, { merchantId, pgCode, until, reason, updatedAt: now });
    }
    await this.lifecycle.tell(tx, charge, 'gateway.misconfigured', now, {
      gateway: pgCode,
      decline: { code: decline.code, message: decline.message },
      held_until: until?.toISOString() ?? null,
    });
  }

  /** No ladder begins and nobody is past due: it is tried again, until a person has to look. */
  async postpone(tx: Tx, refused: Refused, decline: Decline): Promise<void> {
    const { charge, attempt, now } = refused;
    const all = await this.attempts.ofInvoice(tx, charge.merchantId, charge.invoiceId);
    const faults = all.filter(({ declineClass }) => declineClass === 'configuration').length;
    const reason = `the gateway refused the merchant's account, not the card: ${decline.message}`;
    if (faults >= MAX_MERCHANT_FAULTS) {
      await this.lifecycle.apply(tx, charge, 'block', now);
      return this.lifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
    }
    const at = after(refused, { hours: RETRY_SPACING_HOURS }, attempt.sentAt ?? now);
    const plan = { action: 'attempt' as const, at: at > now ? at : now, reason };
    await this.lifecycle.apply(tx, charge, 'attempt_declined_retry', now, {}, plan);
  }
}
